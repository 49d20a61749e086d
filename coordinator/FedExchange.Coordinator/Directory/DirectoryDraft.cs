using FedExchange.Governance.Directory;

namespace FedExchange.Coordinator.Directory;

/// <summary>The next directory while it is being made: a change edits the lists.</summary>
internal sealed class DirectoryDraft(MemberDirectory current)
{
    public List<Member> Members { get; } = [.. current.Members];

    public List<PublishedDefinition> Definitions { get; } = [.. current.Definitions];

    public Member? Find(string id) => Members.Find(m => m.Id == id);

    public void Replace(Member member)
    {
        Members.RemoveAll(m => m.Id == member.Id);
        Members.Add(member);
    }

    public void Replace(PublishedDefinition definition)
    {
        Definitions.RemoveAll(d => d.Id == definition.Id);
        Definitions.Add(definition);
    }
}
