using FedExchange.Wire.Statistics.V1;

namespace FedExchange.Wire;

/// <summary>The hash by which all parties of a federated count know that they look at the same plan.</summary>
public static class CountPlanHash
{
    /// <summary>SHA-256 over every field of the plan, 32 bytes.</summary>
    /// <param name="plan">The plan.</param>
    public static byte[] Of(CountPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var statement = new Statement("fedexchange/count/plan/v1");
        statement.Add(plan.JobId).Add(plan.Purpose).Add(plan.Requester).Add(plan.Targets.Count);
        foreach (var target in plan.Targets)
        {
            statement.Add(target.Node).Add(target.Table);
        }

        return statement.Add(plan.Minimum).Finish();
    }
}
