//! What people of the demo are called. None of them exists.

use super::chance::Chance;

/// Names that go together.
struct Culture {
    /// How common it is in the district; the sum of all is [`SHARES`].
    share: usize,
    first: &'static [&'static str],
    last: &'static [&'static str],
}

const SHARES: usize = 100;

/// A person's first and last name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Name {
    pub first: &'static str,
    pub last: &'static str,
}

impl Name {
    /// Anybody's.
    pub(super) fn draw(chance: &mut Chance) -> Name {
        let mut left = chance.below(SHARES);
        for culture in CULTURES {
            if left < culture.share {
                return Name {
                    first: chance.pick(culture.first),
                    last: chance.pick(culture.last),
                };
            }
            left -= culture.share;
        }
        Name {
            first: "Robin",
            last: "Taylor",
        }
    }

    /// A child's: the family's last name, and a first name from where the family is from.
    pub(super) fn of_child(self, chance: &mut Chance) -> Name {
        let family = CULTURES
            .iter()
            .find(|culture| culture.last.contains(&self.last));
        Name {
            first: family.map_or(self.first, |culture| chance.pick(culture.first)),
            last: self.last,
        }
    }

    /// `zoe.obrien` for Zoë O’Brien: what a school's mail system makes of a name.
    pub(super) fn login(self) -> String {
        format!("{}.{}", plain(self.first), plain(self.last))
    }
}

/// Small letters without accents; anything else is left out.
fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter_map(unaccented)
        .collect()
}

fn unaccented(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' => letter,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ặ' => {
            'a'
        }
        'ç' | 'ć' | 'č' => 'c',
        'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ễ' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ơ' | 'ọ' | 'ồ' | 'ỗ' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ư' | 'ứ' => 'u',
        'ý' | 'ỳ' | 'ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => return None,
    })
}

#[rustfmt::skip]
const CULTURES: &[Culture] = &[
    Culture {
        share: 24,
        first: &[
            "James", "Olivia", "Ethan", "Abigail", "Caleb", "Hannah", "Mason", "Charlotte", "Owen", "Madison", "Wyatt", "Grace",
            "Henry", "Penelope", "Theodore", "Violet", "Jack", "Eleanor", "Samuel", "Hazel", "Lucas", "Zoë", "Nathaniel", "Chloë",
        ],
        last: &[
            "Anderson", "Baker", "Campbell", "Davis", "Edwards", "Fletcher", "Griffin", "Harrison", "Jenkins", "Kelly", "Lawson",
            "Mitchell", "O’Brien", "Parker", "Reynolds", "Sullivan", "Thompson", "Walker", "Whitfield", "Young", "O’Neill", "Brooks",
        ],
    },
    Culture {
        share: 22,
        first: &[
            "José", "Sofía", "Mateo", "Valentina", "Ángel", "Camila", "Diego", "Lucía", "Santiago", "Ximena", "Andrés", "Renata",
            "Joaquín", "Guadalupe", "Emiliano", "Íñigo", "Raúl", "Belén", "Tomás", "Paloma", "Julián", "Inés", "Óscar", "Mariana",
        ],
        last: &[
            "García", "Hernández", "Martínez", "López", "González", "Rodríguez", "Pérez", "Sánchez", "Ramírez", "Torres", "Flores",
            "Rivera", "Gómez", "Díaz", "Cruz", "Morales", "Gutiérrez", "Ortiz", "Núñez", "Muñoz", "Ibáñez", "Peña", "Vásquez",
        ],
    },
    Culture {
        share: 14,
        first: &[
            "Jamal", "Aaliyah", "Malik", "Imani", "DeShawn", "Ebony", "Terrence", "Kiara", "Marcus", "Nia", "Isaiah", "Jada",
            "Darius", "Tiana", "Xavier", "Destiny", "Andre", "Monique", "Elijah", "Naomi",
        ],
        last: &[
            "Washington", "Jefferson", "Booker", "Coleman", "Banks", "Gaines", "Hampton", "Jackson", "Mosley", "Robinson",
            "Singleton", "Turner", "Wallace", "Freeman", "Franklin", "Dixon", "Hayes", "Simmons", "Barnes", "Tubman",
        ],
    },
    Culture {
        share: 6,
        first: &[
            "Ngọc", "Minh", "Thảo", "Quân", "Hương", "Tuấn", "Phương", "Đức", "Trâm", "Khôi", "Mỹ", "Bảo", "Thuỳ", "Sơn",
        ],
        last: &["Nguyễn", "Trần", "Phạm", "Hoàng", "Huỳnh", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương", "Võ", "Phan"],
    },
    Culture {
        share: 6,
        first: &[
            "Wei", "Xiùyīng", "Jing", "Hao", "Mei", "Zihan", "Yuchen", "Lian", "Jun", "Xinyi", "Haruto", "Yui", "Sakura", "Kenji",
            "Seo-yeon", "Min-jun", "Ji-woo", "Ha-eun",
        ],
        last: &[
            "Wang", "Zhang", "Chen", "Huang", "Zhou", "Lin", "Guo", "Tanaka", "Yamamoto", "Sato", "Kobayashi", "Kim", "Park",
            "Choi", "Jung",
        ],
    },
    Culture {
        share: 6,
        first: &[
            "Aarav", "Ananya", "Vihaan", "Diya", "Arjun", "Saanvi", "Rohan", "Priya", "Ishaan", "Kavya", "Harpreet", "Manjot",
            "Zainab", "Bilal", "Fatima", "Tariq",
        ],
        last: &[
            "Patel", "Sharma", "Singh", "Reddy", "Iyer", "Gupta", "Mukherjee", "Kaur", "Chaudhry", "Banerjee", "Krishnamurthy",
            "Hussain", "Rahman", "Desai",
        ],
    },
    Culture {
        share: 5,
        first: &[
            "Łukasz", "Małgorzata", "Wojciech", "Agnieszka", "Paweł", "Zuzanna", "Jiří", "Kateřina", "Ondřej", "Božena", "Zoltán",
            "Ágnes", "Oleksandr", "Kateryna", "Dmytro", "Iryna",
        ],
        last: &[
            "Kowalski", "Wiśniewski", "Wójcik", "Zieliński", "Dąbrowski", "Dvořák", "Černý", "Novotný", "Nagy", "Szabó",
            "Shevchenko", "Kovalenko", "Bondarenko", "Tkachenko",
        ],
    },
    Culture {
        share: 5,
        first: &[
            "Omar", "Layla", "Yusuf", "Maryam", "Khalid", "Noor", "Ibrahim", "Amira", "Hassan", "Rania", "Karim", "Yasmin", "Emre",
            "Elif", "Gülşen", "Çağrı",
        ],
        last: &[
            "Haddad", "Al-Masri", "Mansour", "Khoury", "El-Sayed", "Nasser", "Farah", "Abdullah", "Yılmaz", "Öztürk", "Şahin",
            "Doğan", "Aydın", "Karimi",
        ],
    },
    Culture {
        share: 4,
        first: &[
            "Chidi", "Adaeze", "Oluwaseun", "Folasade", "Kwame", "Akosua", "Tendai", "Zuri", "Abebe", "Selam", "Mamadou", "Aïssatou",
            "Ousmane", "Wanjiru",
        ],
        last: &[
            "Okafor", "Adeyemi", "Nwosu", "Mensah", "Asante", "Diallo", "Traoré", "Tesfaye", "Kamau", "Mwangi", "Moyo",
            "Chukwuemeka", "Balogun",
        ],
    },
    Culture {
        share: 4,
        first: &[
            "Jürgen", "Käthe", "Anaïs", "Benoît", "Clémence", "Théo", "Giulia", "Niccolò", "Matteo", "João", "Beatriz", "Inês",
            "Åsa", "Bjørn", "Søren", "Maëlle",
        ],
        last: &[
            "Müller", "Schröder", "Böhm", "Lefèvre", "Dubois", "Chevalier", "Rossi", "Esposito", "D’Angelo", "Gonçalves",
            "Magalhães", "Simões", "Lindström", "Ødegård", "Sørensen",
        ],
    },
    Culture {
        share: 4,
        first: &[
            "Keoni", "Leilani", "Sione", "Mele", "Tavita", "Kaimana", "Aiyana", "Chayton", "Dakota", "Winona", "Nizhoni", "Ahanu",
        ],
        last: &[
            "Kahananui", "Kealoha", "Tuipulotu", "Fonoti", "Tupou", "Begay", "Yazzie", "Tsosie", "Benally", "Whitehorse",
            "Running Bear", "Manygoats",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        assert_eq!(
            CULTURES.iter().map(|culture| culture.share).sum::<usize>(),
            SHARES
        );
    }

    /// A letter that is not known would silently be left out of a login.
    #[test]
    fn every_letter_of_every_name_has_a_plain_form() {
        for name in CULTURES
            .iter()
            .flat_map(|culture| culture.first.iter().chain(culture.last))
        {
            let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
            assert_eq!(plain(name).len(), letters, "{name}");
        }
    }

    #[test]
    fn a_login_is_made_of_both_names() {
        assert_eq!(
            Name {
                first: "Łukasz",
                last: "O’Brien"
            }
            .login(),
            "lukasz.obrien"
        );
        assert_eq!(
            Name {
                first: "Ngọc",
                last: "Nguyễn"
            }
            .login(),
            "ngoc.nguyen"
        );
    }
}
