use proptest::prelude::*;
use rollbook_domain::Position;
use uuid::Uuid;

use super::*;

fn read(text: &str) -> Query {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Where a query goes wrong, and why.
fn refused(text: &str) -> (usize, String) {
    match text.parse::<Query>() {
        Err(Error::QueryMalformed { at, why }) => (at, why),
        other => panic!("{text} became {other:?}"),
    }
}

#[test]
fn terms_of_one_key_are_alternatives_and_quotes_keep_blanks_together() {
    let query =
        read("type:deactivated TYPE:accountDisabled actor:\"Amy A.\" \"end of\\\" year\" x");
    let wanted = [Kind::AccountDeactivated, Kind::AccountDisabled];
    assert_eq!(query.kinds.wanted, wanted);
    assert_eq!(query.actors.wanted, ["Amy A."]);
    assert_eq!(query.texts, ["end of\" year", "x"]);
    let query = read("-channel:import account:user_id:42 institution:7 position:7..9");
    assert_eq!(query.channels.unwanted, [Channel::Import]);
    assert_eq!(query.accounts.wanted, ["user_id:42"]);
    assert_eq!(query.institutions.wanted, [InstitutionId(7)]);
    assert_eq!(query.positions.wanted[0].to_string(), "7..9");
    assert_eq!(read("  "), Query::default());
}

#[test]
fn a_type_has_short_forms() {
    let kinds = |name: &str| read(&format!("type:{name}")).kinds.wanted;
    assert_eq!(kinds("deactivated"), [Kind::AccountDeactivated]);
    assert_eq!(kinds("created"), [Kind::AccountCreated], "not of tokens");
    assert_eq!(kinds("group-joined"), [Kind::GroupJoined]);
    assert_eq!(kinds("left"), [Kind::GroupLeft]);
    let added = [
        Kind::InstitutionAdded,
        Kind::GroupAdded,
        Kind::ClassAdded,
        Kind::AdminAdded,
    ];
    assert_eq!(kinds("added"), added);
    for kind in Kind::ALL {
        assert_eq!(kinds(kind.name()), [*kind]);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert_eq!(refused("type:deactivated foo:bar").0, 18);
    assert!(refused("foo:bar").1.contains("type, actor, institution"));
    assert!(refused("type:gone").1.contains("AccountDeactivated"));
    assert!(refused("channel:phone").1.contains("web, cli, api"));
    assert_eq!(refused("é é actor:\"amy").0, 11, "characters, not bytes");
    assert_eq!(refused("a type:").0, 3);
    assert_eq!(refused("-left").0, 1);
    assert_eq!(refused("-").0, 1);
    for wrong in [
        "institution:North",
        "batch:7",
        "position:9..7",
        "position:..",
        "position:-1",
    ] {
        assert_eq!(refused(wrong).0, 1, "{wrong}");
    }
}

fn values<T: Clone + fmt::Debug + PartialEq>(
    one: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Values<T>> {
    let several = proptest::collection::vec(one, 0..3);
    (several.clone(), several).prop_map(|(wanted, unwanted)| {
        let mut values = Values::default();
        values.add(false, wanted);
        values.add(true, unwanted);
        values
    })
}

fn text() -> impl Strategy<Value = String> + Clone {
    "[ a\\-:\"\\\\é\t]{0,8}x".prop_map(|text: String| text)
}

prop_compose! {
    fn queries()(
        kinds in values(proptest::sample::select(Kind::ALL)),
        actors in values(text()),
        institutions in values(any::<u64>().prop_map(InstitutionId)),
        batches in values(any::<u128>().prop_map(|id| BatchId(Uuid::from_u128(id)))),
        accounts in values(text()),
        channels in values(proptest::sample::select(&Channel::ALL[..])),
        positions in values((0..9_u64, 0..9_u64, 0..3_u8).prop_map(|(first, more, shape)| {
            let (first, last) = (Position(first), Position(first + more));
            PositionRange {
                first: (shape != 1).then_some(first),
                last: (shape != 2).then_some(last),
            }
        })),
        texts in proptest::collection::vec(text(), 0..3),
    ) -> Query {
        Query { kinds, actors, institutions, batches, accounts, channels, positions, texts }
    }
}

proptest! {
    #[test]
    fn a_query_that_was_written_reads_back_the_same(query in queries()) {
        prop_assert_eq!(read(&query.to_string()), query);
    }

    #[test]
    fn any_text_is_a_query_or_is_refused_within_its_length(text in "\\PC{0,40}") {
        if let Err(error) = text.parse::<Query>() {
            let Error::QueryMalformed { at, .. } = error else {
                panic!("{error}");
            };
            prop_assert!((1..=text.chars().count()).contains(&at), "{} in {:?}", at, text);
        }
    }
}
