//! The little SQL that conditions of Splink are written in, as a tree.

use crate::decimal;

/// A part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Sql {
    /// A column, or another word without quotes.
    Name(String),
    Number(f64),
    Text(String),
    /// A function or an operator in lower case, and what it is of; a cast is left out.
    Call(String, Vec<Sql>),
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Whether it stood in quotes, which makes it a name and no word of SQL.
    Name(String, bool),
    Number(f64),
    Text(String),
    Sign(&'static str),
}

const SIGNS: [&str; 18] =
    ["<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-", "*", "/", ";"];

/// How deep brackets may lie in brackets.
const DEEPEST: u32 = 60;

/// Reads a condition; `None` for what is none, or of a kind that is not known here.
pub fn read(text: &str) -> Option<Sql> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, depth: 0 };
    let whole = reader.any_of()?;
    reader.tokens.is_empty().then_some(whole)
}

fn tokens(mut text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    loop {
        text = text.trim_start();
        let Some(first) = text.chars().next() else { return Some(tokens) };
        if matches!(first, '"' | '`' | '\'') {
            let (inside, rest) = quoted(text, first)?;
            tokens.push(if first == '\'' { Token::Text(inside) } else { Token::Name(inside, true) });
            text = rest;
            continue;
        }
        let part =
            |fits: fn(char) -> bool| text.split_at_checked(text.find(|c| !fits(c)).unwrap_or(text.len()));
        let rest = if first.is_ascii_digit() {
            let (number, rest) = part(|c| c.is_ascii_digit() || c == '.')?;
            tokens.push(Token::Number(decimal::read(number)?));
            rest
        } else if first.is_alphabetic() || first == '_' {
            let (word, rest) = part(|c| c.is_alphanumeric() || c == '_')?;
            tokens.push(Token::Name(word.into(), false));
            rest
        } else {
            let sign = *SIGNS.iter().find(|sign| text.starts_with(**sign))?;
            tokens.push(Token::Sign(sign));
            text.strip_prefix(sign)?
        };
        text = rest;
    }
}

/// What stands between quotes, which are doubled where they are meant.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            inside.push(letter);
        } else if letters.peek().is_some_and(|(_, next)| *next == quote) {
            inside.push(quote);
            letters.next();
        } else {
            return Some((inside, text.get(at + quote.len_utf8()..)?));
        }
    }
    None
}

struct Reader<'a> {
    tokens: &'a [Token],
    depth: u32,
}

impl Reader<'_> {
    fn sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        match self.tokens {
            [Token::Sign(sign), rest @ ..] if signs.contains(sign) => {
                self.tokens = rest;
                Some(sign)
            }
            _ => None,
        }
    }

    fn word(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let [Token::Name(word, false), rest @ ..] = self.tokens else { return None };
        let found = words.iter().find(|known| word.eq_ignore_ascii_case(known))?;
        self.tokens = rest;
        Some(found)
    }

    /// What stands between words such as `AND`, all under one call.
    fn list(&mut self, word: &'static str, part: fn(&mut Self) -> Option<Sql>) -> Option<Sql> {
        let first = part(self)?;
        let mut all = vec![first];
        while self.word(&[word]).is_some() {
            all.push(part(self)?);
        }
        if all.len() > 1 { Some(Sql::Call(word.into(), all)) } else { all.pop() }
    }

    fn deeper(&mut self, part: fn(&mut Self) -> Option<Sql>) -> Option<Sql> {
        self.depth += 1;
        let inside = if self.depth > DEEPEST { None } else { part(self) };
        self.depth -= 1;
        inside
    }

    fn any_of(&mut self) -> Option<Sql> {
        self.deeper(|reader| reader.list("or", Self::all_of))
    }

    fn all_of(&mut self) -> Option<Sql> {
        self.list("and", Self::comparison)
    }

    fn comparison(&mut self) -> Option<Sql> {
        if self.word(&["not"]).is_some() {
            return Some(Sql::Call("not".into(), vec![self.deeper(Self::comparison)?]));
        }
        let left = self.sum()?;
        if self.word(&["is"]).is_some() {
            let name = if self.word(&["not"]).is_some() { "is not null" } else { "is null" };
            self.word(&["null"])?;
            return Some(Sql::Call(name.into(), vec![left]));
        }
        match self.sign(&["<=", ">=", "<>", "!=", "=", "<", ">"]) {
            Some(sign) => Some(Sql::Call(sign.into(), vec![left, self.sum()?])),
            None => Some(left),
        }
    }

    fn sum(&mut self) -> Option<Sql> {
        self.signs(&["+", "-"], |reader| reader.signs(&["*", "/"], Self::one))
    }

    fn signs(&mut self, signs: &[&'static str], part: fn(&mut Self) -> Option<Sql>) -> Option<Sql> {
        let mut left = part(self)?;
        while let Some(sign) = self.sign(signs) {
            left = Sql::Call(sign.into(), vec![left, part(self)?]);
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Sql> {
        if self.sign(&["("]).is_some() {
            let inside = self.any_of()?;
            self.sign(&[")"])?;
            return Some(inside);
        }
        if self.sign(&["-"]).is_some() {
            return Some(Sql::Call("negative".into(), vec![self.deeper(Self::one)?]));
        }
        if self.word(&["case"]).is_some() {
            return self.case();
        }
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Number(number) => Some(Sql::Number(*number)),
            Token::Text(text) => Some(Sql::Text(text.clone())),
            Token::Name(name, quoted) => {
                if !quoted && self.sign(&["("]).is_some() {
                    return self.call(&name.to_ascii_lowercase());
                }
                let mut name = name.clone();
                // `l."surname"` is a column of the record on the left.
                while self.sign(&["."]).is_some() {
                    let [Token::Name(part, _), rest @ ..] = self.tokens else { return None };
                    self.tokens = rest;
                    name = format!("{name}.{part}");
                }
                Some(Sql::Name(name))
            }
            Token::Sign(_) => None,
        }
    }

    fn call(&mut self, name: &str) -> Option<Sql> {
        let mut of = Vec::new();
        if self.sign(&[")"]).is_some() {
            return Some(Sql::Call(name.into(), of));
        }
        loop {
            of.push(self.any_of()?);
            if matches!(name, "cast" | "try_cast") && self.word(&["as"]).is_some() {
                self.word(&["text", "varchar", "string", "float", "double", "float8", "date"])?;
                self.sign(&[")"])?;
                return of.pop();
            }
            match self.sign(&[",", ")"])? {
                "," => {}
                _ => return Some(Sql::Call(name.into(), of)),
            }
        }
    }

    /// The conditions and values of a case in turn, and the value of any other.
    fn case(&mut self) -> Option<Sql> {
        let mut of = Vec::new();
        while self.word(&["when"]).is_some() {
            of.push(self.any_of()?);
            self.word(&["then"])?;
            of.push(self.any_of()?);
        }
        self.word(&["else"])?;
        of.push(self.any_of()?);
        self.word(&["end"])?;
        Some(Sql::Call("case".into(), of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_become_trees() {
        let name = |name: &str| Sql::Name(name.into());
        let call = |name: &str, of: Vec<Sql>| Sql::Call(name.into(), of);
        assert_eq!(
            read("levenshtein(\"a_l\", CAST(`a_r` AS TEXT)) <= 2"),
            Some(call("<=", vec![call("levenshtein", vec![name("a_l"), name("a_r")]), Sql::Number(2.0)]))
        );
        let both = |column: &str| call("=", vec![name(&format!("l.{column}")), name(&format!("r.{column}"))]);
        assert_eq!(
            read("(l.\"a\" = r.\"a\") AND (l.b = r.b) OR l.c=r.c"),
            Some(call("or", vec![call("and", vec![both("a"), both("b")]), both("c")]))
        );
        assert_eq!(read("'it''s' IS NULL"), Some(call("is null", vec![Sql::Text("it's".into())])));
        assert_eq!(read("1 - 2 * 3 - 4").map(|sql| format!("{sql:?}").matches("Call").count()), Some(3));
        for wrong in ["", "a =", "(a = b", "a b", "'a", "x -> y", "cast(a as blob)"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&"(".repeat(100_000)), None);
        assert_eq!(read(&"not ".repeat(100_000)), None);
    }
}
