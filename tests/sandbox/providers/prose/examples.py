"""Texts at the edges of every form of the table: those that AWS takes, and those that it refuses."""

from collections.abc import Mapping
from typing import NamedTuple


class Edges(NamedTuple):
    """What a form takes and what it refuses. Lengths are tested by the figures of each rule."""

    takes: tuple[str, ...]
    refuses: tuple[str, ...]


EXAMPLES: Mapping[str, Edges] = {
    "ec2-text": Edges(
        ("", "From pods (a-b): 10.0.0.0/16, #1 @ [x]+=&;{}!$*_"),
        ("Route 53's", 'a "b"', "caf\xe9", "a%b", "a<b>", "a\tb"),
    ),
    "dashed-name": Edges(("a", "A-1", "a--b"), ("-a", "a-", "a_b", "a.b", "")),
    "plan-name": Edges(("a", "A-1", "a--b"), ("-a", "a-", "a_b", "a.b", "")),
    "identifier": Edges(("a", "Standby-1"), ("1a", "a--b", "a-", "a_b", "-a", "")),
    "small-identifier": Edges(("a", "standby-us-east-1-16"), ("Standby", "1a", "a--b", "a-", "a_b", "")),
    "small-group-name": Edges(("standby us.east_1-", "a"), ("Default", "default", "1a", "A", "a/b", "")),
    "group-name": Edges(("standby", "A-1", "1"), ("a_b", "a.b", "a b")),
    "sql-name": Edges(("shop", "Shop_2"), ("2shop", "_shop", "my-shop", "sh\xf6p", "")),
    "sql-reserved": Edges(("shop", "users", "orders"), ("user", "USER", "order", "table")),
    "password": Edges(
        ("p" * 8, "a!#$%^&*()'`~_-" * 2), ("short12", "with/slash", 'with"quote', "with@sign", "with space")
    ),
    "window": Edges(("03:00-04:00", "23:30-00:30"), ("3:00-4:00", "24:00-25:00", "03:00", "03:00-04:60")),
    "weekly-window": Edges(
        ("sun:04:00-sun:05:00", "Sat:23:30-Sun:00:30"),
        ("sunday:04:00-sunday:05:00", "04:00-05:00", "sun:4:00-sun:5:00"),
    ),
    "iam-name": Edges(("a", "web_+=,.@-9"), ("a/b", "a b", "a:b", "\xe9")),
    "iam-path": Edges(("/", "/standby/", "/a/b/"), ("standby", "/standby", "standby/", "/a b/", "")),
    "latin": Edges(("", "Tasks' role \xa7 \xe9\n"), ("a \u2014 b", "the \u2018role\u2019", "\x07")),
    "latin-document": Edges(('{"Sid": "\xe9"}',), ('{"Sid": "\u2014"}', "\x07")),
    "sid": Edges(("", "ReadOrders2"), ("read-orders", "Read Orders", "read_orders")),
    "table-name": Edges(("abc", "a.b-c_D9"), ("ab", "a b c", "a/b/c")),
    "bucket-name": Edges(
        ("abc", "a.b-c", "a--b", "1st-bucket", "192.168.1"),
        (
            "ab",
            "Abc",
            "a_bc",
            "-abc",
            "abc-",
            ".abc",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "sthree-abc",
            "amzn-s3-demo-abc",
            "abc-s3alias",
            "abc--ol-s3",
            "abc.mrap",
            "abc--x-s3",
            "abc--table-s3",
        ),
    ),
    "object-key": Edges(("a", "\xe9" * 512), ("", "\xe9" * 513)),
    "ecs-name": Edges(("a", "Web_1-x"), ("a.b", "a/b", "a b", "")),
    "port-name": Edges(("http", "web_1", "_a"), ("-web", "Web", "")),
    "ecs-target": Edges(("service/standby/web",), ("standby/web", "service/standby", "service/a.b/web")),
    "printable": Edges(("a", "caf\xe9 \u2014 1"), ("", "a\nb", "a\x07")),
    "repository-name": Edges(
        ("ab", "standby/keda-metrics", "1a", "a__b", "a--b"),
        ("a", "Standby/web", "/web", "web/", "a___b", "a..b", "-ab"),
    ),
    "repository-prefix": Edges(("standby/", "standby", "ab-"), ("Standby/", "/standby", "a")),
    "eks-name": Edges(("a", "1-standby_A"), ("-a", "_a", "a.b", "")),
    "addon-version": Edges(("v1.12.4", "v1.14.6-eksbuild.4"), ("1.14.6", "v1.14", "latest")),
    "eks-reserved": Edges(("standby", "my-eks-1"), ("eks-standby",)),
    "eks-subject": Edges(("viewers", "my:system"), ("system:masters", "eks:a", "aws:a", "amazon:a", "iam:a")),
    "namespace-pattern": Edges(("standby", "prod-*", "?-a"), ("Standby", "a_b", "-a", "a" * 64, "")),
    "event-name": Edges(("a", "standby.orders_1-x"), ("order placed", "a/b", "")),
    "one-line": Edges(("", "it's \u2014 kept"), ("a\nb",)),
    "schedule": Edges(
        ("rate(1 hour)", "rate(5 minutes)", "cron(0 20 * * ? *)"),
        ("rate(1 hours)", "rate(5 minute)", "rate(0 minutes)", "cron(0 20 * * ?)", "every hour", "rate(5m)"),
    ),
    "canary-schedule": Edges(
        ("rate(1 minute)", "rate(60 minutes)", "rate(1 hour)", "rate(0 minute)", "cron(0 20 * * ? *)"),
        ("rate(61 minutes)", "rate(2 hours)", "rate(1 day)", "60", ""),
    ),
    "delivery-name": Edges(("a", "standby-edge_1"), ("a.b", "a b")),
    "log-group": Edges(("/standby/pods", "/aws/eks/standby/cluster", "a.b#c"), ("aws/standby", "a b", "a:b", "")),
    "alarm-name": Edges(("standby-errors", "it's 5 % \u2014 high"), ("", "a\nb", "a\x7f")),
    "namespace": Edges(("AWS/SQS", "Standby/Workload", "a:b"), (":a", "")),
    "metric-id": Edges(("m1", "e_1", "mA"), ("M1", "1m", "m-1", "")),
    "dimension-name": Edges(("QueueName", " a ", "a:b"), (":a", "  ", "", "caf\xe9", "a\nb")),
    "dimension-value": Edges(("standby-orders", ":a", "a b"), ("  ", "", "caf\xe9", "a\nb")),
    "dashboard-name": Edges(("standby-us-east-1", "a_B"), ("a b", "a.b", "")),
    "topic-name": Edges(("a", "standby_A-1"), ("orders.fifo", "a b", "a/b", "")),
    "queue-name": Edges(("a", "standby_A-1", "q" * 80), ("orders.fifo", "a b", "q" * 81, "")),
    "canary-name": Edges(("standby-canary_1",), ("Standby", "a.b", "")),
    "canary-handler": Edges(
        ("probe.handler", "folder/probe.handler", "a::b"), ("probe", "probe.", "probe.1st", "my probe.handler")
    ),
    "artifact-location": Edges(
        ("s3://bucket/artifacts", "s3://bucket"), ("bucket/artifacts", "s3://my.bucket/a", "https://a")
    ),
    "variable-name": Edges(("URL", "a1"), ("a", "1a", "_a", "a-b")),
    "waf-name": Edges(("a", "Standby-1_x"), ("a b", "a.b", "")),
    "waf-description": Edges(
        ("abc", "In front of both regions", "a+=:#@/-,.b"), ("ab", " abc", "abc ", "it's kept", "", "a (b) c")
    ),
    "waf-metric": Edges(("standby", "rate-limits_1"), ("All", "Default_Action", "a.b", "a b", "")),
    "waf-block": Edges(("192.0.2.44/32", "10.0.0.0/8", "2001:db8::/32"), ("192.0.2.44", "0.0.0.0/0", "::/0")),
    "waf-log": Edges(
        (
            "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-standby",
            "arn:aws:s3:::aws-waf-logs-standby",
            "arn:aws:firehose:us-east-1:123456789012:deliverystream/aws-waf-logs-standby",
        ),
        (
            "arn:aws:logs:us-east-1:123456789012:log-group:standby",
            "arn:aws:s3:::standby-waf-logs",
            "arn:aws:firehose:us-east-1:123456789012:deliverystream/standby",
        ),
    ),
    "searched": Edges(("\xe9" * 100,), ("\xe9" * 101,)),
    "edge-name": Edges(("standby-static", "A_1"), ("a b", "a.b", "")),
    "origin-host": Edges(
        ("origin.shop.example.com",), ("https://origin.shop.example.com", "shop.example.com:443", "a/b", "")
    ),
    "origin-path": Edges(("", "/assets", "/a/b"), ("assets", "/assets/", "/")),
    "root-object": Edges(("", "index.html", "a/index.html"), ("/index.html",)),
    "header-name": Edges(("x-standby-origin", "X_1.~"), ("x standby", "x:standby", "")),
    "origin-header": Edges(("x-standby-origin", "x-real-ip-2"), ("Host", "host", "x-amz-meta", "X-Edge-Key", "Cookie")),
    "kept-header": Edges(("Server", "X-Powered-By"), ("Via", "x-cache", "Transfer-Encoding")),
    "edge-path": Edges(("*", "/assets/*", "/a?b", "/it's"), ("/a b", "/a#b", "/(a)", "")),
    "host-pattern": Edges(("*.shop.example.com", "a.b"), ("localhost", "shop.example.c0m", "a_b.com", "")),
    "listener-header": Edges(("x-standby-origin",), ("Host", "host", "x standby", "")),
    "path-pattern": Edges(("/orders/*", "/a?", "/~a&b"), ("/a b", "/a#b", "/(a)", "")),
    "status-code": Edges(("200", "403", "503"), ("302", "600", "4XX", "40", "")),
    "redirect-path": Edges(("/", "/#{path}"), ("orders", "")),
    "redirect-port": Edges(("443", "#{port}"), ("https", "0", "")),
    "probed-path": Edges(("/", "/health/ready", "/package.service/method"), ("health", "")),
    "matcher": Edges(("200", "200,202", "200-299"), ("2XX", "500", "200-", "")),
    "certificate-name": Edges(
        ("shop.example.com", "*.origin.shop.example.com", "xn--bcher-kva.example"),
        (
            "shop",
            "b\xfccher.example",
            "-a.example.com",
            "a-.example.com",
            "a.*.example.com",
            "a_b.example.com",
            "a..com",
            "",
        ),
    ),
    "zone-name": Edges(
        ("shop.example.com", "example.com.", "_x.a", "a" * 63 + ".com", "a\\052" + "b" * 61),
        ("a..b", ".a", "a" * 64 + ".com", "a\\052" + "b" * 62, ""),
    ),
    "record-name": Edges(("", "www", "*.shop.example.com", "_check.shop."), ("a..b", ".a", "a" * 64)),
    "key-alias": Edges(
        ("alias/standby-data", "alias/a/b_1", "alias/awsome"),
        ("standby", "alias/", "alias/aws/s3", "alias/a b", "alias/a.b"),
    ),
    "secret-name": Edges(("standby/database/master", "a_+=.@!-", "a-secret"), ("a b", "a:b", "a#b", "")),
    "issuer": Edges(
        ("https://oidc.eks.us-west-2.amazonaws.com/id/1A2B",),
        ("http://a.example.com", "a.example.com", "https://a.example.com:443", "https://a.example.com/?q=1", ""),
    ),
    "thumbprint": Edges(("0123456789abcdefABCD" * 2,), ("0123", "g" * 40, "")),
    "global-cluster": Edges(("standby", "a:b._-"), ("1a", "a/b", "")),
    "user-name": Edges(("standby-app", "default"), ("standby app", "")),
    "not-blank": Edges(("on ~* +@all",), ("", "  ")),
    "log-type": Edges(("ACCESS_LOGS",), ("ACCESS-LOGS", "")),
    "bus-reference": Edges(
        ("standby", "aws.partner/a/b", "arn:aws:events:us-east-1:1:event-bus/a"), ("a b", "a:b", "")
    ),
    "region": Edges(("us-east-1", "ap-southeast-2", "us-gov-west-1"), ("us-east", "US-EAST-1", "useast1", "")),
    "content-type": Edges(("text/plain", "application/json"), ("text/xml", "plain", "")),
    "tag-key": Edges(("stack", "AWS", "my:aws:tag"), ("aws:stack", "")),
    "tag-characters": Edges(("", "a b_.:/=+-@9", "caf\xe9 \u4e16"), ("it's", "a,b", "a#b", "a\nb", "(a)", "a*")),
    "tag-key-of-ec2": Edges(("k" * 127, "it's (a) key!"), ("k" * 128, "")),
    "tag-reserved-by-rds": Edges(("stack", "ards:"), ("rds:stack", "aws:stack")),
    "tag-reserved-by-ecs": Edges(("stack",), ("AWS:stack", "aws:stack")),
    "tag-key-of-synthetics": Edges(("managed-by", "a.b:c/d=e+f_9"), ("my key", "a@b", "a(b)")),
}
