use super::*;

fn id(id: &str) -> Address<'_> {
    Address::Id(id.into())
}

#[test]
fn paths_lead_to_routes() {
    let config = |id: &'static str| Some(Route::Cdn(CdnTarget::Id(id.into())));
    let key = |key: &'static str| Some(Route::Cdn(CdnTarget::Key(key.into())));
    let stream = |all, address, data| Some(Route::Stream { all, address, data });
    let cases = [
        ("/configuration-files/configcat-proxy/a/config_v6.json", config("a")),
        ("/configuration-files/configcat-proxy/a/config_v6.json/", config("a")),
        ("/configuration-files/configcat-proxy/a", config("a")),
        ("/configuration-files/configcat-proxy/a/", config("a")),
        ("/configuration-files/configcat-proxy/a%20b/config_v6.json", config("a b")),
        ("/configuration-files/configcat-proxy//config_v6.json", config("")),
        ("/configuration-files/configcat-proxy/config_v6.json", config("")),
        ("/configuration-files/configcat-proxy/", config("")),
        ("/configuration-files/configcat-proxy", config("")),
        ("/configuration-files/", config("")),
        ("/configuration-files", config("")),
        ("/configuration-files/configcat-proxy/../../x/config_v6.json", config("../../x")),
        ("/configuration-files/configcat-proxy/a/config_v5.json", config("a/config_v5.json")),
        ("/configuration-files/a/b/config_v6.json", key("a/b")),
        ("/configuration-files/a/b", key("a/b")),
        ("/configuration-files/configcat-sdk-1/a/b/config_v6.json", key("configcat-sdk-1/a/b")),
        ("/configuration-files/configcat-sdk-1/a/b/", key("configcat-sdk-1/a/b")),
        ("/configuration-files/configcat-proxyx/b", key("configcat-proxyx/b")),
        ("/api/a/eval", Some(Route::Api(Call::Eval, id("a")))),
        ("/api/a/eval/", Some(Route::Api(Call::Eval, id("a")))),
        ("/api/a/eval//", None),
        ("/api/a%2Fb/eval-all", Some(Route::Api(Call::EvalAll, id("a/b")))),
        ("/api/%FF/keys", Some(Route::Api(Call::Keys, id("\u{fffd}")))),
        ("/api/%/keys", Some(Route::Api(Call::Keys, id("%")))),
        ("/api//refresh", Some(Route::Api(Call::Refresh, id("")))),
        ("/api/eval", Some(Route::Api(Call::Eval, Address::Key))),
        ("/api/eval/", Some(Route::Api(Call::Eval, Address::Key))),
        ("/api/eval/eval", Some(Route::Api(Call::Eval, id("eval")))),
        ("/api/icanhascoffee", Some(Route::Coffee { by_id: false })),
        ("/api/a/icanhascoffee", Some(Route::Coffee { by_id: true })),
        ("/api/a/b/eval", None),
        ("/api/a", None),
        ("/api", None),
        ("/api/a/EVAL", None),
        ("/API/a/eval", None),
        ("/sse/a/eval/e30=", stream(false, id("a"), "e30=")),
        ("/sse/a/eval/e30=/", stream(false, id("a"), "e30=")),
        ("/sse/a/eval/ab/c+", stream(false, id("a"), "ab/c+")),
        ("/sse/a/eval/", stream(false, id("a"), "")),
        ("/sse/a/eval", stream(false, id("a"), "")),
        ("/sse//eval/x", stream(false, id(""), "x")),
        ("/sse//eval-all", stream(true, id(""), "")),
        ("/sse/a/eval-all", stream(true, id("a"), "")),
        ("/sse/a/eval-all/", stream(true, id("a"), "")),
        ("/sse/a/eval-all/x", stream(true, id("a"), "x")),
        ("/sse/eval/k/x", stream(false, Address::Key, "x")),
        ("/sse/eval-all/k/x", stream(true, Address::Key, "x")),
        ("/sse/eval/eval/x", stream(false, id("eval"), "x")),
        ("/sse/a", None),
        ("/ofrep/v1/evaluate/flags", Some(Route::Ofrep(None))),
        ("/ofrep/v1/evaluate/flags/", Some(Route::Ofrep(None))),
        ("/ofrep/v1/evaluate/flags/a%2fb", Some(Route::Ofrep(Some("a/b".into())))),
        ("/ofrep/v1/evaluate/flags/a/b", None),
        ("/ofrep/v1/evaluate/flagsx", None),
        ("/hook/a", Some(Route::Hook("a".into()))),
        ("/hook/", Some(Route::Hook("".into()))),
        ("/hook", Some(Route::Hook("".into()))),
        ("/hook/a/b", None),
        ("/hook-test", None),
        ("/status", Some(Route::Status)),
        ("/status/", Some(Route::Status)),
        ("/status/x", None),
        ("/", None),
        ("", None),
        ("*", None),
    ];
    for (path, expected) in cases {
        assert_eq!(Route::of(path), expected, "{path}");
    }
}

#[test]
fn empty_segments_can_be_left_out() {
    assert_eq!(cleaned("/a/b"), None);
    assert_eq!(cleaned("//a///b/").as_deref(), Some("/a/b"));
    assert_eq!(cleaned("//").as_deref(), Some(""));
}
