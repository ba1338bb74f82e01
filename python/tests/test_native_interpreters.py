"""A second interpreter in one process, as mod_wsgi and uWSGI may have them."""

from __future__ import annotations

from support.child import check


def test_a_second_interpreter_gets_an_error_and_no_wrong_values() -> None:
    result = check(
        """
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters

        code = '''
        try:
            import vexil.configcatclient
        except ImportError as error:
            print("refused", "interpreter" in str(error), flush=True)
        else:
            print("imported", flush=True)
        '''.replace("\\n        ", "\\n")

        import vexil.configcatclient

        for _ in range(2):
            other = interpreters.create()
            getattr(interpreters, "run_string", None)(other, code)
            interpreters.destroy(other)
        print("end")
        """
    )
    assert result.out == "refused True\n" * 2 + "end\n"
