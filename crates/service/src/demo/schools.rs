//! The institutions of the demo.

/// Where every email of the demo would be delivered, if `.example` could be reached.
pub(super) const EMAIL_DOMAIN: &str = "maplewood.example";

/// Seats of the whole district.
pub(super) const DOMAIN_SEATS: u64 = 19_500;

/// Who is taught, which decides grades, groups and how many parents have accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    Elementary,
    Middle,
    High,
    Adult,
}

impl Level {
    /// First and last grade; adults have one.
    pub(super) fn grades(self) -> (usize, usize) {
        match self {
            Level::Elementary => (1, 5),
            Level::Middle => (6, 8),
            Level::High => (9, 12),
            Level::Adult => (13, 13),
        }
    }

    /// Parents' accounts in a hundred.
    pub(super) fn parents_percent(self) -> usize {
        match self {
            Level::Elementary => 22,
            Level::Middle => 12,
            Level::High => 6,
            Level::Adult => 0,
        }
    }

    /// Students in a hundred who have no email of their own, but a parent's.
    pub(super) fn family_email_percent(self) -> usize {
        match self {
            Level::Elementary => 45,
            Level::Middle => 20,
            Level::High => 3,
            Level::Adult => 0,
        }
    }
}

/// How many seats an institution has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seats {
    Unlimited,
    /// So many more than are taken once the demo stands.
    Left(u64),
}

/// An institution.
pub(super) struct School {
    pub id: u64,
    pub name: &'static str,
    pub import_id: &'static str,
    pub level: Level,
    pub accounts: usize,
    /// How many of the samples' leavers are its.
    pub leavers: usize,
    pub seats: Seats,
}

const fn school(
    id: u64,
    name: &'static str,
    import_id: &'static str,
    level: Level,
    [accounts, leavers]: [usize; 2],
    seats: Seats,
) -> School {
    School {
        id,
        name,
        import_id,
        level,
        accounts,
        leavers,
        seats,
    }
}

/// Twelve institutions with 20,000 accounts; two of them are nearly full.
#[rustfmt::skip]
pub(super) const SCHOOLS: [School; 12] = [
    school(101, "Maplewood Elementary School", "MES", Level::Elementary, [980, 30], Seats::Left(70)),
    school(102, "Riverbend Elementary School", "RES", Level::Elementary, [1120, 36], Seats::Left(80)),
    school(103, "Cedar Grove Elementary School", "CGE", Level::Elementary, [860, 24], Seats::Left(90)),
    school(104, "Harriet Tubman Elementary School", "HTE", Level::Elementary, [1240, 40], Seats::Left(60)),
    school(105, "Lakeshore Elementary School", "LES", Level::Elementary, [720, 18], Seats::Left(4)),
    school(106, "Eastgate Middle School", "EMS", Level::Middle, [1650, 52], Seats::Left(120)),
    school(107, "Sonia Sotomayor Middle School", "SSM", Level::Middle, [1880, 60], Seats::Left(110)),
    school(108, "Willow Creek Middle School", "WCM", Level::Middle, [1420, 46], Seats::Left(100)),
    school(109, "Maplewood High School", "MHS", Level::High, [3450, 271], Seats::Left(200)),
    school(110, "Northside High School", "NHS", Level::High, [3120, 241], Seats::Left(9)),
    school(111, "Franklin Career and Technical High School", "FCT", Level::High, [1960, 131], Seats::Left(150)),
    school(112, "Maplewood Adult Education Centre", "MAE", Level::Adult, [1600, 51], Seats::Unlimited),
];

/// By which the student information system knows a school.
pub(super) fn import_id(institution: u64) -> &'static str {
    let school = SCHOOLS.iter().find(|school| school.id == institution);
    school.map_or("", |school| school.import_id)
}
