//! Reasons as codes for machines and words for people.

/// One of a few reasons: a code that is the same in every language of programming, and words in English and Japanese.
macro_rules! coded {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $en:literal, $ja:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        pub enum $kind {
            $($(#[$doc])* $variant,)+
        }

        $crate::form::words!($kind { $($variant = $code),+ });

        impl $kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word for machines.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The words for people.
            #[must_use]
            pub fn text(self, language: $crate::model::Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$variant, $crate::model::Language::En) => $en,
                        (Self::$variant, $crate::model::Language::Ja) => $ja,
                    )+
                }
            }
        }
    };
}

pub(super) use coded;
