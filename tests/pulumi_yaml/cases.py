"""What the pulumi CLI is asked to read: scalars, shapes of a stack file, and declarations of a project.

`observed.json` holds its answers, under the same names.
"""

from dataclasses import dataclass

from tests.pulumi_yaml.cli import SALT

# Each stands alone as a value, and as an item of a list: a program is given a text of the one, and JSON of the other.
SCALARS = (
    # Booleans and their look-alikes.
    *("true", "True", "TRUE", "tRUE", "false", "False", "yes", "Yes", "no", "on", "On", "ON", "off", "y", "n"),
    # Nothing.
    *("~", "null", "Null", "NULL", "nULL", "none", '""', "''"),
    # Whole numbers.
    *("0", "-0", "+7", "-7", "007", "010", "-010", "08", "0778", "0o17", "-0o17", "0O17", "0o18", "0x1F", "-0x1f"),
    *("0X1F", "0xg", "0b101", "-0b101", "0B11", "0b12", "1_000", "_1", "1_", "0x_1", "1__0", "+0x1F", "0o_17"),
    *("9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808"),
    *("18446744073709551615", "18446744073709551616", "-9223372036854775809", "123456789012"),
    # Broken numbers.
    *(
        "1.5",
        "1.0",
        "1.",
        ".5",
        "-.5",
        "+.5",
        "+1.5",
        "5e",
        "1e3",
        "1E3",
        "1e+3",
        "1e-3",
        "-1e-3",
        "8375e12",
        "8375e-12",
    ),
    *("1.e3", ".5e1", "1_0.5", "1_000e3", "0.1", "0.30000000000000004", "1e20", "1e21", "1e22", "123456789.123456789"),
    *("1e-6", "1e-7", "1.5e300", "1e400", "-1e400", "1e-400", "4.0", "1e15", "1.0e16", "0e0", "-0.0", "00.5", "01e1"),
    *(".inf", "-.inf", "+.Inf", ".INF", ".nan", ".NaN", ".NAN", "inf", "nan", "Infinity", ".iNf", ".", "..", "-", "+"),
    *("0x1p-2", "1.5.2", "1,000", "1e1_0", ".1_0", "1.2.3", "16.8", "8.0", "1.10"),
    # Base 60 of YAML 1.1.
    *("10:00", "1:30", "190:20:30", "190:20:30.15", "-1:30", "23:59:59", "0:0", "12e03:1"),
    # Dates.
    *("2026-10-01", "2026-1-2", "2026-13-01", "2026-02-30", "2026-10-01T10:00:00Z", "2026-10-01t10:00:00+02:00"),
    *("2026-10-01 10:00:00", "2026-10-01 10:00:00.25", "2026-10-01T10:00:00", "2026-10-01 10:00:00 -5", "2026-10"),
    *(
        "2026-10-01T10:00:00.123456789Z",
        "2026-10-01T10:00:00.5-07:30",
        "02026-10-01",
        "0000-1-1",
        "2026-10-01T24:00:00Z",
    ),
    *("2026-10-01T1:2:3Z", "2026-10-01 10:00", "2024-02-29", "2026-10-01T10:00:60Z", "2026-10-01T10:00:00,5Z"),
    # Quoted, tagged and folded.
    *("'5'", '"5"', "'true'", '"2026-10-01"', "'it''s'", r'"a\tb\u00e9\x41\n"', r'"\/"', '"<a&b>"', "'1e3'", "'.inf'"),
    *("!!str 5", "!!str true", "!!str 2026-10-01", "!!int '5'", "!!int 5.5", "!!int x", "!!float 5", "!!float '1e3'"),
    *("!!float x", "!!bool 'true'", "!!bool yes", "!!null ''", "!!null x", "!!timestamp 2026-10-01", "!!binary aGk="),
    *("!!timestamp '2026-10-01'", "!!binary '%'", "!own 5", "! 5", "!!own 5", "!!float 0x10", "!!float 010"),
    *(
        "!!set {a: , b: }",
        "!!omap [a: 1]",
        "!!seq [1]",
        "!!map {a: 1}",
        "!!str [1]",
        "!!int {a: 1}",
        "!!python/none ''",
    ),
    *("[]", "{}", "[a, [b, {c: d}]]", "{a: 1, b: [true, 1.50]}", "[1,]", "[a, , b]", "{a, b: 1}", "{a:1}", "[a: 1, b]"),
    *("{b: 1, a: 2, C: 3}", "{1: a}", "{1.5: a}", "{true: a}", "{~: a}", "{2026-10-01: a}", "{0x10: a}", "{1e3: a}"),
    *("{1e6: a}", "{123456789.5: a}", "{1e-5: a}", "{0.0001: a}", "{-0.0: a}", "{1.0: a, 1: b}", "{True: a, true: b}"),
    *("{[a]: b}", "{{a: b}: c}", "{yes: 1, on: 2}", "{'1': a, 1: b}", "{1: a, 01: b}", '{"a": 1, a: 2}', "{? a : b}"),
    *("{secure: 5}", "{secure: true}", "{secure: a, b: c}", "{secure: [a]}", "{a: <x>&y}", "{a: '\u2028'}"),
    *("*none", "&here x", "&a", "@x", "`x`", "%x", "a%b", "|", ">", "a #b", "a#b", "a: b", "a:b", "a :b", "?x", "? x"),
    *("- a", "-a", "-", "- ", ":x", "=", "<<", "x y  z", "#x", "é", "\u2028", "\U0001f600", "a\tb", "\tx", "x\t"),
    *("]", "}", "a]", "[", "{", "'", '"', '"a" b', "'a' b", ",a", "a,b", "!", "!!str", "&", "*", "--- x", "..."),
    *("\x07", "\x7f", "\x85", "\ufeffx", "\ufffe", "x\x00y", '"\\x00"', '"\\ud83d"', '"\\q"'),
)

# `hush` under the passphrase, and under another one.
_SEALED = "v1:+WczzECCfECBNgvL:j6pJiYg6h+i8eUfsbeS4puPQ9qs="
_OTHER = "v1:RsHSt3FmIeEkS/3R:fxXaThXRa4jKJxvcyKcFC7i++q4="

# Whole stack files.
STACKS = {
    "an empty file": "",
    "only a comment": "# nothing\n",
    "null": "null\n",
    "a list": "- a\n",
    "a text": "abc\n",
    "an empty config": "config:\n",
    "config is null": "config: null\n",
    "config is a text": "config: abc\n",
    "config is a list": "config: [a]\n",
    "config is an empty map": "config: {}\n",
    "an unknown part": "config: {proj:a: b}\nother: {deep: [1]}\n",
    "a key twice": "config:\n  proj:a: 1\n  proj:a: 2\n",
    "a key twice, once quoted": "config:\n  proj:a: 1\n  'proj:a': 2\n",
    "a key twice in depth": "config:\n  proj:a:\n    b: 1\n    c: {d: 1, d: 2}\n",
    "a key twice in a list": "config:\n  proj:a:\n    - {b: 1, b: 2}\n",
    "config twice": "config: {proj:a: 1}\nconfig: {proj:b: 2}\n",
    "another part twice": "other: 1\nother: 2\nconfig: {proj:a: 1}\n",
    "a key by an alias": "config:\n  proj:a: &k b\n  proj:c: {*k : 1}\n",
    "a key twice by an alias": "config:\n  proj:a: &k b\n  proj:c: {*k : 1, b: 2}\n",
    "a key twice by its number": "config:\n  proj:a: {1: a, 0x1: b}\n",
    "a key without a namespace": "config:\n  a: 1\n",
    "a key of another namespace": "config:\n  aws:region: us-east-1\n",
    "a key with two colons": "config:\n  proj:a:b: 1\n",
    "a key with config in it": "config:\n  proj:config:a: 1\n",
    "a number as a key": "config:\n  5: a\n",
    "a number among the keys": "config:\n  proj:a: 1\n  5: a\n",
    "true as a key": "config:\n  true: a\n",
    "a number as a key of the file": "5: a\nconfig: {proj:a: 1}\n",
    "an empty key": "config:\n  '': a\n",
    "a tab after a colon": "config:\n  proj:a:\t5\n",
    "tabs after a colon": "config:\n  proj:a:\t\t x\n",
    "a tab before a comment": "config:\n  proj:a: 5\t# five\n",
    "a tab after a dash": "config:\n  proj:a:\n    -\t5\n",
    "a tab as an indent": "config:\n\tproj:a: 5\n",
    "a tab inside an indent": "config:\n  proj:a:\n  \t b: 5\n",
    "a tab before a colon": "config:\n  proj:a\t: 5\n",
    "a tab in a flow map": "config:\n  proj:a: {\tb:\t1,\tc: 2}\n",
    "a tab on an empty line": "config:\n  proj:a: 5\n\t\n  proj:b: 6\n",
    "a tab line before a key": "config:\n\t# note\n  proj:a: 5\n",
    "a tab after a key's colon, and a block": "config:\t\n  proj:a: 5\n",
    "a tab before a block's key": "config:\n  proj:a:\tb: 5\n",
    "a tab in a continued text": "config:\n  proj:a: b\n    \tc\n",
    "two documents": "config: {proj:a: 1}\n---\nconfig: {proj:a: 2}\n",
    "a second document that is broken": "config: {proj:a: 1}\n---\n{\n",
    "a marker first": "---\nconfig: {proj:a: 1}\n",
    "an end": "config: {proj:a: 1}\n...\n",
    "text after an end": "config: {proj:a: 1}\n...\nabc\n",
    "version 1.1": "%YAML 1.1\n---\nconfig: {proj:a: on}\n",
    "version 1.2": "%YAML 1.2\n---\nconfig: {proj:a: 010}\n",
    "version 2.0": "%YAML 2.0\n---\nconfig: {proj:a: 1}\n",
    "a tag directive": "%TAG ! tag:yaml.org,2002:\n---\nconfig: {proj:a: !str 5}\n",
    "an unknown directive": "%FOO bar\n---\nconfig: {proj:a: 1}\n",
    "an undeclared tag handle": "config: {proj:a: !x!str 5}\n",
    "an anchor and its alias": "config:\n  proj:a: &x {b: 1}\n  proj:c: *x\n",
    "an anchor outside the configuration": "x: &x {b: 1.0}\nconfig:\n  proj:c: *x\n",
    "an anchor given twice": "config:\n  proj:a: &x 1\n  proj:b: &x 2\n  proj:c: *x\n",
    "an alias before its anchor": "config:\n  proj:a: *x\n  proj:b: &x 1\n",
    "an anchor that holds itself": "config:\n  proj:a: &x [*x]\n",
    "a merge": "config:\n  proj:a: &x {b: 1, c: 2}\n  proj:d:\n    <<: *x\n    c: 3\n",
    "a merge after": "config:\n  proj:a: &x {b: 1, c: 2}\n  proj:d:\n    c: 3\n    <<: *x\n",
    "a merge of a list": "config:\n  proj:a: &x {b: 1}\n  proj:y: &y {b: 2, c: 2}\n  proj:d: {<<: [*x, *y]}\n",
    "a merge of a map in place": "config:\n  proj:d: {<<: {b: 1}, c: 2}\n",
    "a merge of a text": "config:\n  proj:d: {<<: abc}\n",
    "a merge of nothing": "config:\n  proj:d: {<<: , a: 1}\n",
    "a merge of a list of texts": "config:\n  proj:d: {<<: [abc]}\n",
    "two merges": "config:\n  proj:a: &x {b: 1}\n  proj:d:\n    <<: *x\n    <<: {c: 2}\n",
    "a merge of merges": "config:\n  proj:a: &x {b: 1}\n  proj:c: &y {<<: *x, d: 1}\n  proj:e: {<<: *y}\n",
    "a merge in the configuration": "x: &x {proj:a: 1, proj:b: 2}\nconfig:\n  <<: *x\n  proj:b: 3\n",
    "a quoted merge": "config:\n  proj:d: {'<<': {b: 1}, c: 2}\n",
    "a folded text": "config:\n  proj:a: >\n    one\n    two\n\n    three\n",
    "a literal text": "config:\n  proj:a: |\n    one\n      two\n",
    "a literal text, stripped": "config:\n  proj:a: |-\n    one\n    two\n\n",
    "a literal text, kept": "config:\n  proj:a: |+\n    one\n\n\n",
    "a literal number": "config:\n  proj:a:\n    - |-\n      5\n",
    "a literal text, indented by two": "config:\n  proj:a: |2\n      one\n",
    "a text over lines": "config:\n  proj:a: one\n    two\n\n    three\n",
    "a quoted text over lines": 'config:\n  proj:a: "one\n    two\\\n    three"\n',
    "a number over lines": "config:\n  proj:a: 1\n    2\n",
    "a list at the key's depth": "config:\n  proj:a:\n  - 1\n  - b: 2\n    c: 3\n",
    "an item without a value": "config:\n  proj:a:\n    -\n    - 1\n",
    "a key without a value": "config:\n  proj:a:\n  proj:b: 1\n",
    "a key without a value in depth": "config:\n  proj:a:\n    b:\n    c: 1\n",
    "a complex key": "config:\n  ? proj:a\n  : 5\n",
    "a wrong depth": "config:\n  proj:a: 1\n   proj:b: 2\n",
    "a lesser depth": "config:\n    proj:a: 1\n  proj:b: 2\n",
    "a text among keys": "config:\n  proj:a: 1\n  abc\n",
    "an unclosed quote": "config:\n  proj:a: 'x\n",
    "an unclosed map": "config:\n  proj:a: {b: 1\n",
    "ends of lines of Windows": "config:\r\n  proj:a: 5\r\n  proj:b: x\r\n",
    "ends of lines of old": "config:\r  proj:a: 5\r  proj:b: x\r",
    "no end of the last line": "config:\n  proj:a: 5",
    "a mark of byte order": "\ufeffconfig:\n  proj:a: 5\n",
    "JSON": '{"config": {"proj:a": {"b": [1, 2.50, null, true, "x"]}}}\n',
    "JSON without spaces": '{"config":{"proj:a":{"b":1}}}\n',
    "a comment right after a quote": "config:\n  proj:a: 'x'#y\n",
    "letters that JSON escapes": 'config:\n  proj:a: ["<&>\\u2028\\u2029\\x7f\\b\\f\\x01é\\U0001F600"]\n',
    "dates in depth": "config:\n  proj:a: {b: 2026-10-01, c: [2026-10-01T10:00:00.5+02:00]}\n",
    "infinity in depth": "config:\n  proj:a: {b: .inf}\n",
    "infinity as a key": "config:\n  proj:a: {b: 1, -.inf: 2, +.INF: 3}\n",
    "a question mark in a list": "config:\n  proj:a: [https://x.example/y?z=1]\n",
    "a question mark in a map": "config:\n  proj:a:\n    b: {c: x?y}\n",
    "a question mark in a key": "config:\n  proj:a: {x?y: 1}\n",
    "a question mark in quotes": "config:\n  proj:a: ['x?y', {\"x?\": 1}]\n",
    "a question mark outside of brackets": "config:\n  proj:a:\n    - https://x.example/y?z=1\n    - a? b\n",
    "a colon in a list": "config:\n  proj:a: [a:b, https://x.example/y]\n",
    "no number as a key": "config:\n  proj:a: {b: 1, .nan: 2}\n",
    "a big number in depth": "config:\n  proj:a: {b: 1e21, c: 18446744073709551615, d: 8375e12, e: 1e-7}\n",
    "texts that look like numbers in depth": "config:\n  proj:a: {b: '5', c: \"1.0\", d: '0o7', e: '1_0', f: 'on'}\n",
    "a secret": f"config:\n  proj:a:\n    secure: {_SEALED}\n  proj:b: 1\nencryptionsalt: {SALT}\n",
    "a secret in depth": f"config:\n  proj:a: {{b: {{secure: '{_SEALED}'}}, c: 1}}\nencryptionsalt: {SALT}\n",
    "a secret in a list": f"config:\n  proj:a:\n    - secure: {_SEALED}\n    - 5\nencryptionsalt: {SALT}\n",
    "a secret of another passphrase": f"config:\n  proj:a:\n    secure: {_OTHER}\nencryptionsalt: {SALT}\n",
    "a secret that is none": f"config:\n  proj:a:\n    secure: hello\nencryptionsalt: {SALT}\n",
    "a secret that is a number": f"config:\n  proj:a:\n    secure: 5\nencryptionsalt: {SALT}\n",
    "a secret beside another key": "config:\n  proj:a:\n    secure: hello\n    other: 1\n",
    "the provider of secrets": "secretsprovider: passphrase\nconfig:\n  proj:a: 1\n",
}

# Files that the CLI takes and that are refused here, and why.
STRICTER = {
    "config:\n  proj:a: 1\n  a: 2\n": "one key in two forms: the CLI takes now the one, now the other",
    "config:\n  ~: a\n": "a key that is nothing: the CLI drops the line without a word",
    "config:\n  proj:a: {1: a, '01': b, 0x1: c, ~: d, <nil>: e}\n": "nothing and its name are one key to a program",
    "config:\n  proj:a: [!x, y]\n": "the CLI takes the comma into the tag, and so one item where two are written",
}


@dataclass(frozen=True)
class Declared:
    """A project's declaration, and what a stack gives."""

    config: str
    given: str = "{}"


# `config` of Pulumi.yaml and of the stack file.
PROJECTS = {
    "a default in short": Declared("{a: 5, b: x, c: true, d: [1, x], 'aws:region': us-east-1}"),
    "a default that is octal": Declared("{a: 010, b: 0o17, c: 1_000}"),
    "a default that is a date": Declared("{a: {default: 2026-10-01}}"),
    "a default in short that is a date": Declared("{a: 2026-10-01}"),
    "a default in short that is broken": Declared("{a: 1.5}"),
    "a default that is broken": Declared("{a: {default: 1.50}, b: {default: 1e3}, c: {default: 8375e12}}"),
    "a default that is on": Declared("{a: {type: string, default: on}}"),
    "a default twice": Declared("{a: {default: 1, default: 2}}"),
    "a key twice": Declared("{a: {default: 1}, a: {default: 2}}"),
    "a default that is a map": Declared("{a: {type: object, default: {b: 1.0, c: [x, 2.5], d: null}}}"),
    "a default that is null": Declared("{a: {default: null}}"),
    "a default in short that is null": Declared("{a: null}"),
    "a value of another namespace": Declared("{'aws:tags': {value: {b: 1, a: [010]}}}"),
    "a text for a text": Declared("{a: {type: string}}", "{a: x}"),
    "a number for a text": Declared("{a: {type: string}}", "{a: 5}"),
    "a broken number for a text": Declared("{a: {type: string}}", "{a: 1.50}"),
    "a date for a text": Declared("{a: {type: string}}", "{a: 2026-10-01}"),
    "nothing for a text": Declared("{a: {type: string}}", "{a: }"),
    "a map for a text": Declared("{a: {type: string}}", "{a: {b: 1}}"),
    "octal for a number": Declared("{a: {type: integer}}", "{a: 010}"),
    "an exponent for a number": Declared("{a: {type: integer}}", "{a: 1e3}"),
    "a broken number for a number": Declared("{a: {type: integer}}", "{a: 5.5}"),
    "a whole broken number for a number": Declared("{a: {type: integer}}", "{a: 5.0}"),
    "a quoted number for a number": Declared("{a: {type: integer}}", "{a: '5'}"),
    "a quoted broken number for a number": Declared("{a: {type: integer}}", "{a: '5.0'}"),
    "nothing for a number": Declared("{a: {type: integer}}", "{a: }"),
    "a big number for a number": Declared("{a: {type: integer}}", "{a: 18446744073709551615}"),
    "true for a boolean": Declared("{a: {type: boolean}}", "{a: TRUE}"),
    "yes for a boolean": Declared("{a: {type: boolean}}", "{a: yes}"),
    "on for a boolean": Declared("{a: {type: boolean}}", "{a: on}"),
    "a quoted true for a boolean": Declared("{a: {type: boolean}}", "{a: 'true'}"),
    "a quoted True for a boolean": Declared("{a: {type: boolean}}", "{a: 'True'}"),
    "true for a number": Declared("{a: {type: integer}}", "{a: true}"),
    "a list of numbers": Declared("{a: {type: array, items: {type: integer}}}", "{a: [1, '2', 3.0]}"),
    "a list of broken numbers": Declared("{a: {type: array, items: {type: integer}}}", "{a: [1, 2.5]}"),
    "a list of texts": Declared("{a: {type: array, items: {type: string}}}", "{a: [x, y]}"),
    "a list of texts with a number": Declared("{a: {type: array, items: {type: string}}}", "{a: [x, 5]}"),
    "a map for a map": Declared("{a: {type: object}}", "{a: {b: 1}}"),
    "nothing for a map": Declared("{a: {type: object}}", "{a: }"),
    "an empty list for a map": Declared("{a: {type: object}}", "{a: []}"),
    "a missing value": Declared("{a: {type: string}}"),
    "a stack's value over a default": Declared("{a: {type: integer, default: 5}}", "{a: 0x10}"),
    "a stack's nothing over a default": Declared("{a: {type: integer, default: 5}}", "{a: }"),
    "a stack's nothing over a default of no type": Declared("{a: 5}", "{a: }"),
    "a value": Declared(
        "{a: {value: {b: 1.50, c: [010, x], d: null}}, b: {value: 0.25}, c: {value: ''}, d: {value: {}}}"
    ),
    "a value with a type": Declared("{a: {type: object, value: {b: 1}}, b: {type: string, value: x}}"),
    "a value of another type": Declared("{a: {type: object, value: x}}"),
    "a value and a default": Declared("{a: {value: {b: 1}, default: {c: 2}}}"),
    "a value that is null": Declared("{a: {value: null}}"),
    "a value that is a date in depth": Declared("{a: {type: object, value: {b: 2026-10-01}}}"),
    "a value with its namespace": Declared("{'proj:a': {value: {b: 1}}, 'proj:c': {type: string, default: x}}"),
    "a stack's map over a value": Declared("{a: {value: {b: 1, c: {d: 1, e: 2}}}}", "{a: {c: {d: 5}}}"),
    "a stack's map over a default": Declared(
        "{a: {type: object, default: {b: 1, c: {d: 1, e: 2}}}}", "{a: {c: {d: 5}}}"
    ),
    "a stack's empty map over a default": Declared("{a: {type: object, default: {b: 1}}}", "{a: {}}"),
    "a stack's list over a value": Declared("{a: {value: [1, 2]}}", "{a: [3]}"),
    "a stack's text over a map": Declared("{a: {value: {b: 1}}}", "{a: x}"),
    "a stack's map over another namespace's": Declared("{'aws:x': {value: {b: 1, c: 2}}}", "{'aws:x': {b: 3}}"),
    "a secret of the project": Declared("{a: {value: {secure: abc}}}"),
    "a secret of the project in depth": Declared("{a: {type: object, default: {b: {secure: abc}}}}"),
    "a default where a secret has to be": Declared("{a: {type: string, default: x, secret: true}}"),
    "a value where a secret may be": Declared("{a: {value: x, secret: true}}"),
    "an anchor in the project": Declared("{a: {type: object, default: &x {b: 1}}, c: {type: object, default: *x}}"),
    "a description alone": Declared("{a: {description: x}}"),
}


def scalar_stack(scalar: str) -> str:
    """A stack file that says a scalar alone and as an item."""
    return f"config:\n  proj:alone: {scalar}\n  proj:item:\n    - {scalar}\nencryptionsalt: {SALT}\n"


def files() -> dict[str, tuple[str, str]]:
    """Name -> the config of the project, the text of the stack file."""
    return {
        **{f"scalar {scalar!r}": ("{}", scalar_stack(scalar)) for scalar in SCALARS},
        **{f"stack: {name}": ("{}", text) for name, text in STACKS.items()},
        **{f"project: {name}": (each.config, f"config: {each.given}\n") for name, each in PROJECTS.items()},
    }
