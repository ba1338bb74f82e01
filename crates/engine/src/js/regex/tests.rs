//! Patterns beside what Node.js says of them, and beside another implementation.

use proptest::prelude::*;

use super::*;

/// A surrogate in patterns and texts of tests, which Rust cannot write.
fn wtf8(text: &str) -> Vec<u8> {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for unit in &mut units {
        *unit = match *unit {
            0xE000 => 0xD83D,
            0xE001 => 0xDE00,
            unit => unit,
        };
    }
    wtf8::from_utf16(&units)
}

const LEAD: &str = "\u{E000}";
const TRAIL: &str = "\u{E001}";

/// What both matchers say, which must be the same where there are two.
fn is_match(pattern: &[u8], ignores_case: bool, text: &[u8]) -> bool {
    let regex = Regex::new(pattern, ignores_case).unwrap();
    let backtracking = Program::new(&Pattern::parse(pattern, ignores_case).unwrap());
    let found = regex.is_match(text);
    assert_eq!(backtracking.is_match(&wtf8::to_utf16(text)), found, "{:?}", wtf8::to_lossy(pattern));
    found
}

/// Node.js: `new RegExp(pattern, flags).test(text)` for each, true for the first texts, false for the second ones.
fn check(cases: &[(&str, &[&str], &[&str])], ignores_case: bool) {
    for (pattern, matching, others) in cases {
        for (texts, expected) in [(matching, true), (others, false)] {
            for text in *texts {
                assert_eq!(
                    is_match(&wtf8(pattern), ignores_case, &wtf8(text)),
                    expected,
                    "/{pattern}/ {text:?}"
                );
            }
        }
    }
}

#[test]
fn classes_mean_what_they_mean_in_javascript() {
    check(
        &[
            (r"^\d$", &["0", "9"], &["a", "٣", "𝟗"]),
            (r"^\w$", &["a", "Z", "_", "5"], &["é", "-", "ſ"]),
            (r"^\W$", &["é", "\u{212A}"], &["a"]),
            (
                r"^\s$",
                &["\u{FEFF}", "\u{A0}", "\u{2028}", "\u{B}", "\u{3000}"],
                &["\u{180E}", "\u{85}", "\u{200B}"],
            ),
            (r"^.$", &["a", "\u{85}", "\0", LEAD], &["\n", "\r", "\u{2028}", "\u{2029}", "😀", ""]),
            (r"^[^]$", &["a", "\n", TRAIL], &["", "😀"]),
            ("[]", &[], &["", "a"]),
            ("a|[]", &["a"], &["b"]),
            (r"^[\d-x]$", &["5", "-", "x"], &["a"]),
            (r"^[x-\d]$", &["5", "-", "x"], &["y"]),
            (r"^[a-]$", &["a", "-"], &["b"]),
            (r"^[\b]$", &["\u{8}"], &["b", "\\"]),
            (r"^[\W\d]$", &["5", "é"], &["a", "_"]),
            (r"^[[:alpha:]]$", &["a]", ":]", "[]"], &["a", "b"]),
            (r"^[a&&b]$", &["a", "&", "b"], &["c"]),
            (r"\bé", &["aé"], &["é", " é"]),
            (r"\Bé", &["é"], &["aé"]),
            (r"\B", &["", "ab", "é"], &["a", "aéa", "a€a", "a\u{FFFF}a"]),
            (r"é|\B", &["aéa", "a€éa"], &["a€a", "1"]),
            (r"\B|€+", &["a€a", "aé€a"], &["aéa"]),
            (r"(?:éa|\B)(?:éa|\B)|€", &["aéaéa", "a€a"], &["aéa"]),
        ],
        false,
    );
}

#[test]
fn characters_above_the_first_plane_are_two() {
    check(
        &[
            ("^..$", &["😀", "ab"], &["a", "😀😀"]),
            ("^😀$", &["😀"], &[LEAD]),
            ("^[😀]$", &[LEAD, TRAIL], &["😀"]),
            ("^[😀]{2}$", &["😀", "\u{E001}\u{E000}"], &["😀😀"]),
            ("😀+$", &["😀", "😀\u{E001}"], &["😀a"]),
            ("^[^a]$", &[LEAD], &["😀"]),
            (r"\ud83d", &["😀"], &["a", TRAIL]),
            (r"\ude00$", &["😀"], &[LEAD]),
            (r"^\ud83d\ude00$", &["😀"], &[]),
            (r"^[\ud800-\udbff][\udc00-\udfff]$", &["😀", "𐀀", "\u{10FFFF}"], &["\u{FFFF}a"]),
            (r"^\u{1F600}$", &[], &["😀"]),
            ("(.)\\1", &["\u{E000}\u{E000}"], &["😀"]),
            ("(?<=.)\u{E001}", &["😀"], &[TRAIL]),
        ],
        false,
    );
}

#[test]
fn case_is_that_of_simple_upper_case() {
    check(
        &[
            ("^straße$", &["STRAßE", "straße"], &["STRASSE", "STRAẞE"]),
            ("^s$", &["S", "s"], &["ſ"]),
            ("^ſ$", &["ſ"], &["s", "S"]),
            ("^k$", &["K"], &["\u{212A}"]),
            ("^\u{212A}$", &["\u{212A}"], &["k", "K"]),
            ("^σ$", &["Σ", "ς"], &["s"]),
            ("^µ$", &["μ", "Μ"], &["m"]),
            ("^ǆ$", &["ǅ", "Ǆ"], &[]),
            ("^i$", &["I"], &["İ", "ı"]),
            ("^[α-ω]$", &["Ω", "ς"], &["a"]),
            ("^[^a]$", &["b", "é"], &["a", "A"]),
            (r"^[\W]$", &["ſ", "\u{212A}"], &["s", "S"]),
            (r"^\w$", &["s"], &["ſ", "\u{212A}"]),
            (r"^[a-z]+\d$", &["AbC1"], &["é1"]),
            (r"^(é)\1$", &["éÉ", "ÉÉ"], &["ée"]),
            ("^😀A", &["😀a"], &["a"]),
        ],
        true,
    );
}

#[test]
fn escapes_are_those_of_browsers() {
    check(
        &[
            (r"^\x41\u0042\103\cJ\0$", &["ABC\n\0"], &["ABC"]),
            (r"^\x4$", &["x4"], &["\u{4}"]),
            (r"^\u004$", &["u004"], &[]),
            (r"^\u{3}$", &["uuu"], &["u{3}", "\u{3}"]),
            (r"^\c$", &["\\c"], &["c"]),
            (r"^\c1$", &["\\c1"], &["\u{11}"]),
            (r"^[\c1]$", &["\u{11}"], &["c", "1"]),
            (r"^[\c]$", &["\\", "c"], &["\u{3}"]),
            (r"^\1$", &["\u{1}"], &["1"]),
            (r"^\8\9$", &["89"], &["\\8\\9"]),
            (r"^\08$", &["\u{0}8"], &[]),
            (r"^\377\400$", &["\u{FF}\u{20}0"], &[]),
            (r"^\k\p\a\Z\A\-\/$", &["kpaZA-/"], &[]),
            (r"^\t\n\v\f\r$", &["\t\n\u{B}\u{C}\r"], &[]),
            (r"^[\1\18]$", &["\u{1}", "8"], &["1"]),
            ("^/$", &["/"], &[]),
            (r"^a{,2}$", &["a{,2}"], &["aa"]),
            ("^a{$", &["a{"], &["a"]),
            ("^{a}$", &["{a}"], &["a"]),
            ("^]}$", &["]}"], &[]),
            ("^x{1,2}{$", &["xx{"], &[]),
        ],
        false,
    );
}

#[test]
fn groups_are_remembered_as_in_javascript() {
    check(
        &[
            (r"^(a)\1$", &["aa"], &["a"]),
            // A reference to what captured nothing matches nothing.
            (r"^(a)?\1b$", &["b", "aab"], &["ab"]),
            (r"^\1(a)$", &["a"], &["aa"]),
            (r"^(a\1)$", &["a"], &["aa"]),
            // Each turn of a repetition forgets its groups.
            (r"^(?:(a)|b)*\1$", &["ab", "b", "aa", ""], &["abaac"]),
            (r"^(?:(a)|(b)|(c))+\1\2\3$", &["aa", "abcc", "bb"], &["ad"]),
            (r"^(?<n>a|b)\k<n>$", &["aa", "bb"], &["ab"]),
            (r"^\k<n>(?<n>a)$", &["a"], &["aa"]),
            (r"^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10$", &["abcdefghijj"], &["abcdefghija0"]),
            (r"^(a)\10$", &["a\u{8}"], &["aa0"]),
        ],
        false,
    );
}

#[test]
fn looking_around() {
    check(
        &[
            ("a(?=b)", &["ab"], &["ac"]),
            ("a(?!b)", &["ac", "a"], &["ab"]),
            ("(?<=a)b", &["ab"], &["cb", "b"]),
            ("(?<!a)b", &["cb", "b"], &["ab"]),
            ("(?<=a+)b", &["aaab"], &["b"]),
            ("(?<=^|,)x", &["x", "a,x"], &["ax"]),
            // From right to left: the second group takes as much as it can.
            (r"^(?=.*(?<=(\d+)(\d+))).*:\1$", &["123:1"], &["123:12"]),
            (r"(?<=\1(a))b", &["aab"], &["ab"]),
            (r"(?<=(a)\1)b", &["ab", "aab"], &["b"]),
            (r"^(?=(a+))\1b$", &["aab"], &["aa"]),
            // What a look-ahead found first is final.
            (r"^(?=(a+))a\1", &[], &["aaa"]),
            (r"^(?=(a+))a*b\1", &["aba"], &["baaab"]),
            (r"^(?!(a)b)\1c", &["c"], &["ac", "aac"]),
            (r"(?=a)*b", &["b"], &["a"]),
            (r"(?=a){0}b", &["b"], &["a"]),
            (r"^(?=.*\d)(?=.*[a-z]).{4,8}$", &["abc1", "1aaa"], &["abcd", "a1", "abcdefgh1"]),
            (r"^(?:(?=(a))|b)*\1c", &["bc"], &[]),
        ],
        false,
    );
}

#[test]
fn turns_that_match_nothing_end_a_repetition() {
    check(
        &[
            ("^(?:a*)*$", &["", "aa"], &["b"]),
            ("^(?:a?)*?b$", &["b", "aab"], &["c"]),
            (r"^(?:|a)+$", &["", "a"], &["b"]),
            (r"^(?:(?=a)|b){3}a$", &["a", "bba", "bbba"], &["b"]),
            (r"^(?:\b|a){1000000000}$", &["a"], &["b"]),
            (r"^(a*){2,3}\1$", &["", "a", "aaa"], &["b"]),
            (r"^(?:(?:)){1000000000}(?=a)", &["a"], &["b"]),
        ],
        false,
    );
}

#[test]
fn patterns_that_are_none() {
    use RegexError::*;
    // Node.js throws a SyntaxError for each.
    for (pattern, error) in [
        ("(", UnterminatedGroup),
        ("(?:a", UnterminatedGroup),
        (")", UnmatchedParenthesis),
        ("a)", UnmatchedParenthesis),
        ("[", UnterminatedClass),
        ("[a-", UnterminatedClass),
        (r"[\", EscapeAtEnd),
        (r"\", EscapeAtEnd),
        ("*", NothingToRepeat),
        ("a**", NothingToRepeat),
        ("a|?", NothingToRepeat),
        ("^*", NothingToRepeat),
        (r"\b+", NothingToRepeat),
        ("(?<=a)*", NothingToRepeat),
        ("{1}", NothingToRepeat),
        ("x{1}{1,}", NothingToRepeat),
        ("a{2,1}", QuantifierOutOfOrder),
        ("[b-a]", RangeOutOfOrder),
        ("[😀-a]", RangeOutOfOrder),
        ("(?a)", InvalidGroup),
        ("(?", InvalidGroup),
        ("(?i:a)", InvalidGroup),
        ("(?>a)", InvalidGroup),
        ("(?P<n>a)", InvalidGroup),
        ("(?#a)", InvalidGroup),
        ("(?<>a)", InvalidName),
        ("(?<1>a)", InvalidName),
        ("(?<n)", InvalidName),
        ("(?<n>a)(?<n>b)", DuplicateName),
        ("(?<n>a)|(?<n>b)", DuplicateName),
        (r"(?<n>a)\k", InvalidReference),
        (r"(?<n>a)\k<m>", InvalidReference),
        (r"(?<n>a)\k<n", InvalidReference),
        (r"(?<n>a)[\k]", InvalidEscape),
        ("/???***[)", NothingToRepeat),
    ] {
        assert_eq!(Regex::new(pattern.as_bytes(), false).unwrap_err(), error, "/{pattern}/");
    }
}

#[test]
fn groups_may_be_nested_within_a_limit() {
    for (open, close) in [("(", ")"), ("(?:", ")*"), ("(?=", ")"), ("(?:x|(?:", ")|y)")] {
        let per_turn = open.matches('(').count();
        let pattern = |levels: usize| format!("{}a{}", open.repeat(levels), close.repeat(levels));
        for levels in [40 / per_turn, 200 / per_turn] {
            assert!(is_match(pattern(levels).as_bytes(), false, b"a"), "{open}");
        }
        let levels = 200 / per_turn;
        let error = Regex::new(pattern(levels + 1).as_bytes(), false).unwrap_err();
        assert!(matches!(error, RegexError::TooDeep | RegexError::UnmatchedParenthesis), "{open}");
        assert!(Regex::new(pattern(100_000).as_bytes(), false).is_err());
    }
    let many = "()".repeat(70_000);
    assert_eq!(Regex::new(many.as_bytes(), false).unwrap_err(), RegexError::TooManyGroups);
}

#[test]
fn what_is_too_large_to_be_linear_is_still_matched() {
    let regex = Regex::new(b"^(?:(?:[^a]{50}){50}b){2}$", false).unwrap();
    assert!(matches!(regex.0, Matcher::Backtrack(_)));
    let line = format!("{}b", "x".repeat(2_500));
    assert!(regex.is_match(line.repeat(2).as_bytes()));
    assert!(!regex.is_match(line.as_bytes()));
}

#[test]
fn time_has_a_bound() {
    // Node.js takes hours for each.
    let text = format!("{}!", "a".repeat(1_000));
    for pattern in [
        "^(a+)+$",
        "^(a|a)*$",
        "^(?:a?){1000}a{1000}$",
        r"^(?=(a+)+$)",
        r"^(a+)+\1$",
        r"(x+x+)+\1y",
        r"(?<=^(a+)+)$",
    ] {
        let start = std::time::Instant::now();
        assert!(!Regex::new(pattern.as_bytes(), false).unwrap().is_match(text.as_bytes()), "{pattern}");
        assert!(start.elapsed().as_secs() < 20, "{pattern}");
    }
}

/// Patterns that both this and the other implementation know, as text.
fn pattern() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        Just("a"),
        Just("b"),
        Just("A"),
        Just("."),
        Just("[ab]"),
        Just("[^a]"),
        Just(r"\w"),
        Just(r"\W"),
        Just(r"\d"),
        Just("1"),
        Just("é"),
        Just("É"),
        Just("^"),
        Just("$"),
        Just(r"\b"),
        Just(r"\B"),
    ];
    let quantifier = prop_oneof![
        Just("*"),
        Just("+"),
        Just("?"),
        Just("*?"),
        Just("+?"),
        Just("??"),
        Just("{2}"),
        Just("{0,2}"),
        Just("{2,}?")
    ];
    let look = prop_oneof![Just("(?="), Just("(?!"), Just("(?<="), Just("(?<!")];
    let node = atom.prop_map(str::to_owned).prop_recursive(4, 20, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            inner.clone().prop_map(|body| format!("({body})")),
            (inner.clone(), quantifier.clone()).prop_map(|(body, times)| format!("(?:{body}){times}")),
            (inner, look.clone()).prop_map(|(body, start)| format!("{start}{body})")),
        ]
    });
    // Only to groups that exist: the other implementation follows the standard's main part.
    node.prop_map(
        |node| if node.contains("(a") || node.contains("(.") { format!(r"(.?){node}\1") } else { node },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patterns_match_as_in_another_implementation(
        pattern in pattern(),
        ignores_case in any::<bool>(),
        texts in prop::collection::vec("[abABé1 😀]{0,4}", 1..5),
    ) {
        let flags = if ignores_case { "i" } else { "" };
        let other = regress::Regex::with_flags(&pattern, flags).unwrap();
        for text in &texts {
            let units: Vec<u16> = text.encode_utf16().collect();
            let expected = other.find_from_ucs2(&units, 0).next().is_some();
            prop_assert_eq!(is_match(pattern.as_bytes(), ignores_case, text.as_bytes()), expected, "/{}/{} {:?}", pattern, flags, text);
        }
    }

    #[test]
    fn any_text_is_a_pattern_or_none(pattern in "[a(){}|?:<>=!\\[\\]^$*+.,\\\\0-9bdkux-]{0,12}", text in "[ab1]{0,4}") {
        if let Ok(regex) = Regex::new(pattern.as_bytes(), true) {
            let _ = regex.is_match(text.as_bytes());
        }
    }
}
