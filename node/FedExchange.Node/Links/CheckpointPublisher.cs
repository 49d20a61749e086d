using FedExchange.Governance.Audit;
using FedExchange.Wire.Link.V1;
using Google.Protobuf;

namespace FedExchange.Node.Links;

/// <summary>Decides when the coordinator, as witness, is due a newer checkpoint: when it changed, and one at a time. Called once a second.</summary>
internal sealed class CheckpointPublisher(AuditLog log)
{
    private readonly Lock _gate = new();
    private long _witnessed;
    private long _offered = -1;
    private bool _refused;

    /// <summary>A new connection: the coordinator has witnessed so much, and nothing is on its way.</summary>
    public void Reset(long witnessed)
    {
        lock (_gate)
        {
            (_witnessed, _offered, _refused) = (witnessed, -1, false);
        }
    }

    /// <summary>The coordinator's word on an offer. True when it refused it.</summary>
    public bool Acknowledge(CheckpointAck ack)
    {
        lock (_gate)
        {
            _offered = -1;
            _refused = ack.Refusal.Length > 0;
            _witnessed = _refused ? _witnessed : ack.Size;
            return _refused;
        }
    }

    /// <summary>The notice to send now, or null. After a refusal nothing is offered until the next connection.</summary>
    public CheckpointNotice? Due()
    {
        lock (_gate)
        {
            var checkpoint = log.Checkpoint;
            if (_refused || _offered >= 0 || checkpoint.Size <= _witnessed)
            {
                return null;
            }

            _offered = checkpoint.Size;
            var notice = new CheckpointNotice { Checkpoint = checkpoint.Note };
            if (_witnessed > 0)
            {
                notice.Consistency.AddRange(log.ConsistencyProof(_witnessed, checkpoint.Size).Select(hash => ByteString.CopyFrom(hash)));
            }

            return notice;
        }
    }
}
