//! What may be asked for, done and answered, as codes and words.

crate::privacy::coded! {
    /// What a person may ask for.
    RequestKind {
        /// A copy of what is held.
        Access = "access", "access to data", "開示";
        /// To mend what is wrong.
        Correction = "correction", "correction", "訂正等";
        /// To use the data no longer.
        StopUse = "stop_use", "stop of use", "利用停止";
        /// To erase the data.
        Erasure = "erasure", "erasure", "消去";
        /// To pass the data on no longer.
        StopThirdParty = "stop_third_party", "stop of provision to third parties", "第三者提供の停止";
    }
}

crate::privacy::coded! {
    /// Why a request is refused, or a part of it.
    Refusal {
        /// It is not known who asks.
        NotVerified = "not_verified", "the identity of the person who asks could not be verified", "ご本人であることを確認できませんでした";
        /// There is nothing.
        NoData = "no_data", "no data of this person are held", "該当する保有個人データがありません";
        /// It is right, or used as it may be.
        NoGround = "no_ground", "the ground given for the request was not found", "請求の理由に該当する事実が認められませんでした";
        /// It would harm somebody.
        Harm = "harm", "it could harm life, body, property or other rights of a person", "本人または第三者の生命・身体・財産その他の権利利益を害するおそれがあります";
        /// It would hinder the business seriously.
        Hindrance = "hindrance", "it could seriously hinder the proper conduct of business", "業務の適正な実施に著しい支障を及ぼすおそれがあります";
        /// A law says otherwise.
        Law = "law", "another law requires otherwise", "他の法令により応じることができません";
        /// It is asked again and again.
        Excessive = "excessive", "the request is excessive or repeated", "請求が過度または反復的です";
        /// Too dear, and something else protects the person as well.
        Substitute = "substitute", "too costly; other measures protect the person's rights", "多額の費用を要するため、代わりの措置を講じます";
    }
}

crate::privacy::coded! {
    /// What was done about a request.
    StepKind {
        /// It is known who asks.
        Verified = "verified", "identity verified", "本人確認済み";
        /// The due date was moved.
        Extended = "extended", "extended", "期限延長";
        /// The person took it back.
        Cancelled = "cancelled", "taken back", "取下げ";
        /// Refused, with a reason.
        Refused = "refused", "refused", "不対応";
        /// Done.
        Done = "done", "done", "対応済み";
    }
}

crate::privacy::coded! {
    /// Where a request stands.
    RequestState {
        /// It is not known yet who asks.
        Received = "received", "received", "受付済み";
        /// It is known who asks, and the work is under way.
        Open = "open", "in progress", "対応中";
        /// Taken back.
        Cancelled = "cancelled", "taken back", "取下げ";
        /// Refused, with a reason.
        Refused = "refused", "refused", "不対応";
        /// Done.
        Done = "done", "done", "対応済み";
    }
}

crate::privacy::coded! {
    /// Why a step is not taken in.
    StepRefusal {
        /// No request has the id.
        UnknownRequest = "unknown_request", "there is no such request", "該当する請求がありません";
        /// It was before the request.
        TooEarly = "too_early", "the step is earlier than the request", "請求の受付より前の日時です";
        /// Refused without a reason.
        ReasonMissing = "reason_missing", "a refusal needs a reason", "対応しない場合は理由が必要です";
        /// Moved by no days, or by more than may be.
        Extension = "extension", "the due date cannot be moved so far", "期限をこの日数だけ延長することはできません";
        /// Done though nobody knows who asked.
        NotVerified = "not_verified", "verify who asks before it is done", "対応の前に本人確認が必要です";
        /// It is closed.
        Closed = "closed", "the request is closed", "この請求は完了しています";
    }
}
