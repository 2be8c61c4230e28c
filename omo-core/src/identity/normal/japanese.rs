//! A Japanese block address.

use super::address::Address;
use super::kanji::folded;
use super::{is_hyphen, katakana, unaccented};

const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// Reads a plain text.
pub(super) fn read(text: &str) -> Address {
    let mut letters: Vec<char> =
        text.chars().map(|c| if is_hyphen(c) { '-' } else { folded(katakana(unaccented(c))) }).collect();
    let postcode = take_postcode(&mut letters);
    let letters = gathered(&letters);
    let mut region = None;
    let mut start = 0;
    while let Some((prefecture, after)) = prefecture(letters.get(start..).unwrap_or_default()) {
        region = region.or(Some(prefecture));
        start += after;
    }
    let letters = letters.get(start..).unwrap_or_default();
    let (town, rest) = town(letters);
    let (mut numbers, ends_in_branch, rest) = blocks(rest);
    let mut tail: Vec<char> = rest.to_vec();
    let mut room = String::new();
    // 3-5-1-101: the fourth number is a room, unless it is a plot's branch (の).
    if numbers.len() == 4 && !ends_in_branch {
        room = numbers.pop().unwrap_or_default();
    } else if tail.first().is_some_and(char::is_ascii_digit) || tail.iter().any(|&c| c.is_alphanumeric()) {
        room = take_room(&mut tail);
    }
    // The branch keeps its word, or it would be read as a room.
    let branch = numbers.get(3).map(|branch| format!("ノ{branch}")).unwrap_or_default();
    let number = numbers.get(..3).unwrap_or(&numbers).join("-") + &branch;
    let building = tail.into_iter().filter(|&c| c.is_alphanumeric() || c == 'ー').collect();
    Address { postcode, region, town, number, building, room }
}

/// Without punctuation, and without spaces but those beside a digit: only there do they part anything.
fn gathered(letters: &[char]) -> Vec<char> {
    let says = |c: &char| c.is_alphanumeric() || matches!(c, '-' | 'ー');
    let mut gathered: Vec<char> = Vec::with_capacity(letters.len());
    let mut gap = false;
    for &c in letters {
        let c = if c == '之' { 'ノ' } else { c };
        // 大字 and 字 are parts of a village, and often left out; in 十文字 it is a name.
        if c == '字' && gathered.ends_with(&['大']) {
            gathered.pop();
            continue;
        }
        if c == '字' && !gathered.is_empty() && !gathered.ends_with(&['文']) {
            continue;
        }
        // A hyphen says something in front of a number only, and not after ノ.
        if c == '-' && gathered.ends_with(&['ノ']) {
            continue;
        }
        if says(&c)
            && gathered.ends_with(&['-'])
            && digit(c).is_none()
            && unit(c).is_none()
            && !c.is_ascii_digit()
        {
            gathered.pop();
        }
        if says(&c) {
            let beside = c.is_ascii_digit() || gathered.last().is_some_and(char::is_ascii_digit);
            gathered.extend((gap && beside && !gathered.is_empty()).then_some(' '));
            gathered.push(c);
        }
        // A middle dot inside a building's name parts nothing either.
        gap = !says(&c) && (gap || c != '・');
    }
    gathered
}

/// Takes 〒104-0061 off the front; seven digits without a mark must not go on.
fn take_postcode(letters: &mut Vec<char>) -> Option<String> {
    let start = letters.iter().position(|&c| !matches!(c, '〒' | ' '))?;
    let mut digits = String::with_capacity(7);
    let mut end = start;
    for &c in letters.get(start..)? {
        match c {
            '0'..='9' if digits.len() < 7 => digits.push(c),
            '-' | 'ー' | ' ' if digits.len() == 3 => {}
            '0'..='9' | '-' | 'ー' => return None,
            _ => break,
        }
        end += 1;
    }
    if digits.len() < 7 {
        return None;
    }
    letters.drain(..end);
    Some(digits)
}

/// The prefecture in front, and how many letters it takes.
fn prefecture(letters: &[char]) -> Option<(&'static str, usize)> {
    let gap = letters.iter().take_while(|&&c| !c.is_alphanumeric()).count();
    let rest = letters.get(gap..)?;
    let starts = |name: &&&str| {
        let count = name.chars().count();
        rest.get(..count).is_some_and(|front| front.iter().copied().eq(name.chars().map(folded)))
    };
    PREFECTURES.iter().find(starts).map(|&name| (name, gap + name.chars().count()))
}

/// The town, folded, and what begins with its block numbers.
fn town(letters: &[char]) -> (String, &[char]) {
    let mut town: Vec<char> = vec![];
    let mut rest = letters;
    while let Some((&c, after)) = rest.split_first() {
        if let Some((number, beyond)) = numeral(rest) {
            let arabic = c.is_ascii_digit();
            match beyond {
                // A row of Sapporo's, or a street of Kyoto's.
                ['条', ..] => town.extend(number.chars()),
                ['番', '町' | '丁', ..] if !matches!(beyond, ['番', '丁', '目', ..]) => {
                    town.extend(rest.iter().take(rest.len() - beyond.len()));
                }
                _ if arabic || counter(beyond).is_some_and(|(after, _)| is_counted(beyond, after)) => break,
                _ => town.extend(rest.iter().take(rest.len() - beyond.len())),
            }
            rest = beyond;
            continue;
        }
        rest = after;
        match c {
            'ガ' | 'ヶ' | 'ヵ' | 'ケ' => {
                // 上がる is 上る.
                let corner = town.ends_with(&['上']) || town.ends_with(&['下']);
                if !(corner && after.first() == Some(&'ル')) {
                    town.push('ケ');
                }
            }
            'ッ' => town.push('ツ'),
            'ル' | 'リ' if town.ends_with(&['東', '入']) || town.ends_with(&['西', '入']) => {}
            c if c.is_alphanumeric() || c == 'ー' => town.push(c),
            _ => {}
        }
    }
    (town.into_iter().collect(), rest)
}

/// Whether what follows a kanji numeral makes it a block number: 三丁目, 三番地, 三ノ五, but not 三ノ宮 or 三田.
fn is_counted(beyond: &[char], after: &[char]) -> bool {
    let between = beyond.get(..beyond.len() - after.len()).unwrap_or_default();
    between.iter().any(|c| matches!(c, '丁' | '番' | '号')) || numeral(after).is_some()
}

/// The block numbers in front, whether the last hangs on の, and what follows.
fn blocks(letters: &[char]) -> (Vec<String>, bool, &[char]) {
    let mut numbers: Vec<String> = vec![];
    let (mut branch, mut rest) = (false, letters);
    let mut next = letters;
    while let Some((number, beyond)) = numeral(next) {
        let arabic = next.first().is_some_and(char::is_ascii_digit);
        let counted = counter(beyond);
        // 4号三田ハイツ: a numeral that counts nothing begins a building's name; 101号室 is a room, 3階 a floor.
        let named = !arabic && counted.is_none() && beyond.first().is_some_and(|&c| c.is_alphanumeric());
        let room = matches!(beyond, ['号', '室', ..] | ['階' | 'f', ..]);
        if numbers.len() == 4 || !numbers.is_empty() && (named || room) {
            break;
        }
        branch = letters.get(..letters.len() - next.len()).is_some_and(|before| before.ends_with(&['ノ']));
        numbers.push(number);
        rest = beyond;
        let Some((after, ends)) = counted else { break };
        rest = after;
        if ends {
            break;
        }
        next = after;
    }
    (numbers, branch, rest)
}

/// What stands after a word or a hyphen between block numbers, and whether that word was the last (号, or a space alone).
fn counter(letters: &[char]) -> Option<(&[char], bool)> {
    let mut rest = letters;
    let (mut found, mut last) = (false, false);
    loop {
        let gap = rest.iter().take_while(|&&c| c == ' ').count();
        let after = rest.get(gap..).unwrap_or_default();
        let length = match after {
            ['丁', '目', ..] | ['番', '地', ..] => 2,
            ['丁' | '番' | '号' | '-' | 'ー', ..] => 1,
            ['ノ', ..] if numeral(after.get(1..).unwrap_or_default()).is_some() => 1,
            _ => break,
        };
        last = after.first() == Some(&'号');
        found = true;
        rest = after.get(length..).unwrap_or_default();
    }
    // 3丁目 5番: a space may stand after a word.
    let gap = rest.iter().take_while(|&&c| c == ' ').count();
    found.then(|| (rest.get(gap..).unwrap_or_default(), last))
}

/// The number in front, in digits of either kind, as digits without leading zeros; and what follows.
fn numeral(letters: &[char]) -> Option<(String, &[char])> {
    let arabic = letters.iter().take_while(|c| c.is_ascii_digit()).count();
    if arabic > 0 {
        let (digits, rest) = letters.split_at_checked(arabic)?;
        let digits: String = digits.iter().collect();
        let plain = digits.trim_start_matches('0');
        return Some((if plain.is_empty() { "0".into() } else { plain.into() }, rest));
    }
    let kanji = letters.iter().take(10).take_while(|&&c| digit(c).is_some() || unit(c).is_some()).count();
    let (digits, rest) = letters.split_at_checked(kanji).filter(|_| (1..=9).contains(&kanji))?;
    // 二十三 by units, 二三 by place.
    let (mut sum, mut current) = (0_u64, None);
    for &c in digits {
        match (unit(c), digit(c)) {
            (Some(unit), _) => sum += current.take().unwrap_or(1) * unit,
            (_, Some(digit)) => current = Some(current.unwrap_or(0) * 10 + digit),
            _ => {}
        }
    }
    Some(((sum + current.unwrap_or(0)).to_string(), rest))
}

fn digit(c: char) -> Option<u64> {
    "〇一二三四五六七八九".chars().position(|digit| digit == c).and_then(|at| u64::try_from(at).ok())
}

fn unit(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// Takes the last number off a building: a room with the letter before it, or a floor.
fn take_room(tail: &mut Vec<char>) -> String {
    let Some(last) = tail.iter().rposition(char::is_ascii_digit) else { return String::new() };
    let front = tail.get(..last).unwrap_or_default();
    let mut start = front.iter().rposition(|c| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    // B203 and B-203, but not the last letter of a name in Latin letters.
    let dash = usize::from(start > 0 && tail.get(start - 1) == Some(&'-'));
    let before = start.checked_sub(dash + 1).and_then(|at| tail.get(at));
    let lone =
        start.checked_sub(dash + 2).and_then(|at| tail.get(at)).is_none_or(|c| !c.is_ascii_alphabetic());
    if before.is_some_and(char::is_ascii_alphabetic) && lone {
        start -= dash + 1;
    }
    let room: String = tail.get(start..=last).into_iter().flatten().filter(|c| c.is_alphanumeric()).collect();
    let after = tail.get(last + 1..).unwrap_or_default();
    let gap = after.iter().take_while(|&&c| c == ' ').count();
    let floor = matches!(after.get(gap..), Some(['階' | 'f', ..]));
    let named = after.get(gap..).unwrap_or_default();
    let (word, floor) = match named {
        ['号', '室', ..] => (2, false),
        ['階' | 'f' | '号' | '室', ..] => (1, floor),
        _ => (0, false),
    };
    tail.drain(start..last + 1 + gap + word);
    if floor { room + "f" } else { room }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_by_units_and_by_place() {
        let number = |text: &str| numeral(&text.chars().collect::<Vec<_>>()).map(|(number, _)| number);
        for (text, expected) in [
            ("十", "10"),
            ("二十三", "23"),
            ("百二", "102"),
            ("千九百十", "1910"),
            ("二三", "23"),
            ("一〇", "10"),
            ("007", "7"),
        ] {
            assert_eq!(number(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(number("銀"), None);
    }

    #[test]
    fn there_are_47_prefectures() {
        let mut names = PREFECTURES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 47);
        assert_eq!(
            names.iter().filter(|name| !name.ends_with('県')).collect::<Vec<_>>(),
            [&"京都府", &"北海道", &"大阪府", &"東京都"]
        );
    }
}
