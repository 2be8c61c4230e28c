//! At the contact centre: who called, as far as the operator understood.

use super::calendar::in_office;
use super::catalogue::Item;
use super::channels::Call;
use super::life::Life;
use super::people::Resident;
use super::spelling::Script;

impl Life<'_> {
    /// Calls or writes about an item.
    pub fn ask(&mut self, who: &Resident, day: i64, item: &Item, topic: &str) {
        let at = in_office(&mut self.random, day);
        let chat = who.person.email.is_some() && self.random.chance(if who.age < 45 { 0.5 } else { 0.2 });
        let name = who.name(day).heard(&mut self.random);
        let kana = match self.random.unit() {
            ..0.45 => who.name(day).in_kana(Script::Katakana, " "),
            ..0.6 => who.name(day).in_kana(Script::HalfKatakana, " "),
            _ => String::new(),
        };
        let number = if chat {
            None
        } else {
            match self.random.unit() {
                ..0.12 => None,
                ..0.3 => self.home.landline.clone().or_else(|| who.person.phone.clone()),
                _ => who.person.phone.clone(),
            }
        };
        let phone = number.map(|number| self.phone_text(&number)).unwrap_or_default();
        let gives_mail = chat || self.random.chance(0.2);
        let email = who.person.email.clone().filter(|_| gives_mail).unwrap_or_default();
        let gives_card = self.random.chance(0.3);
        let call = Call {
            channel: if chat { "chat" } else { "phone" },
            phone: self.book.by_hand(0.03, phone),
            name: self.book.by_hand(0.06, name),
            kana: self.book.by_hand(0.05, kana),
            email: self.book.by_hand(0.06, email),
            card: who.card(day).filter(|_| gives_card).unwrap_or_default(),
            topic,
            jan: &item.jan,
        };
        self.book.call(at, &call, &who.person.id);
    }
}
