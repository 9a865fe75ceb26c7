namespace StreamScoring.Decisioning.Records;

/// <summary>Why a placement shows what it shows.</summary>
public enum DecisionReason : byte
{
    /// <summary>The best candidates.</summary>
    Ranked,

    /// <summary>An offer that was shown before stays for its hold.</summary>
    Held,

    /// <summary>Chance chose, so that something is learned.</summary>
    Explored,

    /// <summary>No candidate was left, so the fallback stands in.</summary>
    Fallback,

    /// <summary>The person is held out: the fallback.</summary>
    Holdout,

    /// <summary>The person wants nothing chosen: the fallback.</summary>
    Consent,

    /// <summary>Nothing: no candidate was left, and there is no fallback for this person.</summary>
    None,
}

/// <summary>What the choice rests on.</summary>
public enum TrafficType : byte
{
    /// <summary>The person.</summary>
    Contextual,

    /// <summary>Chance.</summary>
    Random,

    /// <summary>Neither: it is the same for everybody.</summary>
    NonContextual,
}

/// <summary>Why an offer that was collected was not chosen, in the order of the steps. See <see cref="LoserReasons.StepOf"/>.</summary>
public enum LoserReason : byte
{
    /// <summary>It is a draft or archived.</summary>
    NotApproved,

    /// <summary>It is not in date at the event's time.</summary>
    NotInDate,

    /// <summary>The person is held out.</summary>
    HeldOut,

    /// <summary>The person wants nothing chosen.</summary>
    Consent,

    /// <summary>An experiment that the person is in has put other strategies in this one's place.</summary>
    Layer,

    /// <summary>It has no content for the placement.</summary>
    NoContent,

    /// <summary>A condition of its own or of the strategy does not hold.</summary>
    NotEligible,

    /// <summary>A cap is reached.</summary>
    Capped,

    /// <summary>The budget is spent.</summary>
    OverBudget,

    /// <summary>None is left.</summary>
    OutOfStock,

    /// <summary>Another placement shows it on the same event.</summary>
    DeDuplicated,

    /// <summary>Others ranked higher.</summary>
    LostOnRank,
}

/// <summary>The steps of a decision, each of which lets some offers through.</summary>
public enum DecisionStep : byte
{
    /// <summary>Collected by the strategies.</summary>
    Collected,

    /// <summary>Approved and in date.</summary>
    InDate,

    /// <summary>Not held out, with consent, and not left out by an experiment.</summary>
    Consented,

    /// <summary>With content, and eligible.</summary>
    Eligible,

    /// <summary>Not capped.</summary>
    Uncapped,

    /// <summary>Within budget and stock.</summary>
    InStock,

    /// <summary>Not shown elsewhere on the event, and so ranked.</summary>
    Ranked,

    /// <summary>Chosen.</summary>
    Chosen,
}

/// <summary>Where losers drop out.</summary>
public static class LoserReasons
{
    /// <summary>The step that an offer with this reason did not pass.</summary>
    public static DecisionStep StepOf(LoserReason reason) =>
        reason switch
        {
            LoserReason.NotApproved or LoserReason.NotInDate => DecisionStep.InDate,
            LoserReason.HeldOut or LoserReason.Consent or LoserReason.Layer => DecisionStep.Consented,
            LoserReason.NoContent or LoserReason.NotEligible => DecisionStep.Eligible,
            LoserReason.Capped => DecisionStep.Uncapped,
            LoserReason.OverBudget or LoserReason.OutOfStock => DecisionStep.InStock,
            LoserReason.DeDuplicated => DecisionStep.Ranked,
            _ => DecisionStep.Chosen,
        };
}
