"""Writes botocore.tsv: what botocore 1.43 signs requests with that the AWS SDK for Go is known to
sign otherwise than servers do. Columns: service, URL as it is given to the signer, URL as it is sent,
signature."""
import datetime
from urllib.parse import quote, unquote_to_bytes

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AT = datetime.datetime(2015, 8, 30, 12, 36, 0)
botocore.auth.get_current_datetime = lambda *a, **k: AT

PATHS = ["", "/", "/a/../b", "/a/./b/", "/../a", "/a/..", "/a//b", "//", "/a/b/..//c/", "/./", "/...", "/.a/..b/",
         "/a%20b/../c%2Fd", "/%2e%2e/a", "/a/.", "/x/%20/../%C3%A9/", "/a@b/c+d(e)=$&,:;!*'"]
QUERIES = [("a=1;b=2", "a=1%3Bb%3D2"), (";", "%3B="), ("x=;&y=a;b;", "x=%3B&y=a%3Bb%3B"), ("b=a+b&a=%2B", "b=a%20b&a=%2B"),
           ("z=%&y=1", "z=%25&y=1"), ("a=2&&a=1", "a=2&a=1"), ("a-=1&a=2&a.=3", "a-=1&a=2&a.=3")]
HOSTS = ["https://[::1]:443", "http://[::1]:80", "https://[::1]:80", "https://[2001:db8::1]:9000", "https://h.example:443", "http://h.example:80"]


def sign(service, url):
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    request = AWSRequest("GET", url)
    request.context["timestamp"] = AT.strftime("%Y%m%dT%H%M%SZ")
    kind(Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), service, "us-east-1").add_auth(request)
    return request.headers["Authorization"].rpartition("=")[2]


with open("botocore.tsv", "w") as out:
    for service in ("service", "s3"):
        # S3 decodes a path and encodes it in one way: that is how it must arrive here.
        recode = (lambda path: quote(unquote_to_bytes(path), safe="/~") or "/") if service == "s3" else str
        rows = [("https://h.example" + path, "https://h.example" + recode(path)) for path in PATHS]
        rows += [("https://h.example/?" + given, "https://h.example/?" + sent) for given, sent in QUERIES]
        rows += [(host + "/a",) * 2 for host in HOSTS]
        for given, sent in rows:
            print(service, given, sent, sign(service, sent), sep="\t", file=out)
