from __future__ import annotations

import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from darkroom import Darkroom, NotFoundError, RequestOptions, UnreachableError, errors, models
from edge import Answer, Edge

REQUEST: models.JobRequest = {"workflow": "portrait", "parameters": {"prompt": "a harbour"}}
JOB = Answer(201, b'{"id": "job_1", "status": "queued"}')


def problem(status: int, code: str, **headers: str) -> Answer:
    items = [{"pointer": "/seed", "code": "too_small", "message": "too small"}]
    body = json.dumps({"code": code, "detail": "what was wrong", "errors": items, "status": status})
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body.encode(), {"content-type": "application/problem+json", "x-request-id": "req_1", **told})


class Requests(unittest.TestCase):
    def setUp(self) -> None:
        self.pauses: list[float] = []

    def client(self, edge: Edge, tries: int = 4) -> Darkroom:
        return Darkroom(edge.url, "dk_live_x", tries=tries, timeout_s=5, pause=self.pauses.append)

    def test_a_key_is_kept_over_tries_and_the_pause_is_what_the_edge_asks_for(self) -> None:
        with Edge(Answer(cut=0), problem(503, "unavailable", retry_after="7"), JOB) as edge:
            self.assertEqual(self.client(edge).jobs.create(REQUEST)["id"], "job_1")
        keys = {heard.headers["idempotency-key"] for heard in edge.heard}
        self.assertEqual((len(edge.heard), len(keys)), (3, 1))
        self.assertEqual({heard.headers["authorization"] for heard in edge.heard}, {"Bearer dk_live_x"})
        self.assertEqual([json.loads(heard.body) for heard in edge.heard], [REQUEST] * 3)
        self.assertEqual(len(self.pauses), 2)
        self.assertGreaterEqual(self.pauses[1], 7)

    def test_a_key_of_ones_own_is_sent(self) -> None:
        with Edge(JOB) as edge:
            self.client(edge).jobs.create(REQUEST, options=RequestOptions(idempotency_key="order-42"))
        self.assertEqual(edge.heard[0].headers["idempotency-key"], "order-42")

    def test_what_may_have_been_acted_upon_is_not_sent_twice(self) -> None:
        with Edge(Answer(cut=0)) as edge:
            with self.assertRaises(UnreachableError):
                self.client(edge).webhooks.test("whk_1")
        self.assertEqual(len(edge.heard), 1)

    def test_an_answer_that_breaks_off_is_asked_for_again(self) -> None:
        with Edge(Answer(200, b'{"id": "job_1"}', cut=5), Answer(200, b'{"id": "job_1"}')) as edge:
            self.assertEqual(self.client(edge).jobs.get("job_1")["id"], "job_1")

    def test_a_refusal_is_the_class_of_its_code_with_a_hint_and_is_not_tried_again(self) -> None:
        with Edge(problem(409, "lora_not_ready")) as edge:
            with self.assertRaises(errors.LoraNotReadyError) as caught:
                self.client(edge).jobs.create(REQUEST)
        error = caught.exception
        self.assertIsInstance(error, errors.ConflictError)
        self.assertEqual((error.status, error.code, error.request_id), (409, "lora_not_ready", "req_1"))
        self.assertIn("wait_for_loras", error.hint)
        self.assertEqual(str(error), "what was wrong\n  /seed: too small")
        self.assertEqual(error.errors[0]["pointer"], "/seed")

    def test_a_code_that_is_not_known_yet_is_the_class_of_its_status(self) -> None:
        with Edge(problem(404, "brand_new")) as edge:
            with self.assertRaises(NotFoundError) as caught:
                self.client(edge).jobs.get("job_1")
        self.assertEqual(caught.exception.code, "brand_new")

    def test_something_else_than_an_edge_is_told_so(self) -> None:
        page = b"<html><h1>It works!</h1></html>"
        with Edge(Answer(200, page, {"content-type": "text/html"}), Answer(404, page), Answer(302, b"")) as edge:
            for code in ("http_200", "http_404", "http_302"):
                with self.assertRaises(errors.DarkroomError) as caught:
                    self.client(edge).jobs.get("job_1")
                self.assertEqual(caught.exception.code, code)
                self.assertIn("is no Darkroom edge", str(caught.exception))

    def test_a_deletion_whose_first_answer_was_lost_has_deleted(self) -> None:
        with Edge(Answer(cut=0), problem(404, "not_found"), problem(404, "not_found")) as edge:
            self.client(edge).jobs.delete("job_1")
            with self.assertRaises(NotFoundError):
                self.client(edge).jobs.delete("job_1")

    def test_ids_and_queries_are_written_so_that_they_stay_what_they_are(self) -> None:
        with Edge(Answer(200, b'{"data": [], "next_cursor": null}'), Answer(200, b"{}")) as edge:
            list(self.client(edge).jobs.all(metadata={"a b": "c&d"}, limit=2))
            self.client(edge).loras.get("../x/é?")
        self.assertEqual(edge.heard[0].path, "/v1/jobs?limit=2&metadata%5Ba+b%5D=c%26d")
        self.assertEqual(edge.heard[1].path, "/v1/loras/..%2Fx%2F%C3%A9%3F")

    def test_pages_are_turned(self) -> None:
        pages = [
            Answer(200, b'{"data": [{"id": "a"}, {"id": "b"}], "next_cursor": "b"}'),
            Answer(200, b'{"data": [{"id": "c"}], "next_cursor": null}'),
        ]
        with Edge(*pages) as edge:
            self.assertEqual([job["id"] for job in self.client(edge).jobs.all()], ["a", "b", "c"])
        self.assertEqual([heard.path for heard in edge.heard], ["/v1/jobs", "/v1/jobs?cursor=b"])

    def test_tokens_are_asked_for_anew_for_each_try(self) -> None:
        tokens = iter(["one", "two"])
        with Edge(Answer(cut=0), Answer(200, b"{}")) as edge:
            Darkroom(edge.url, lambda: next(tokens), pause=self.pauses.append).jobs.get("job_1")
        self.assertEqual([heard.headers["authorization"] for heard in edge.heard], ["Bearer one", "Bearer two"])

    def test_an_address_that_is_none_is_refused_at_once(self) -> None:
        with self.assertRaises(ValueError):
            Darkroom("darkroom.example", "x")


class Files(unittest.TestCase):
    def test_uploads_are_sent_again_from_their_beginning_and_tell_of_their_progress(self) -> None:
        class Pipe(io.BytesIO):
            name = "of/a/pipe.png"

            def seekable(self) -> bool:
                return False

        for content in (b"\x00" * 200_000, io.BytesIO(b"\x00" * 200_000), Pipe(b"\x00" * 200_000)):
            told: list[tuple[int, int]] = []
            with Edge(Answer(cut=0), Answer(201, b'{"id": "ast_1"}')) as edge:
                client = Darkroom(edge.url, "x", pause=lambda _: None)
                name = None if isinstance(content, Pipe) else 'a "b"\r\n.png'
                client.assets.upload_file(content, name, on_progress=lambda *sent: told.append(sent))
            first, second = edge.heard
            self.assertEqual((first.body, first.headers), (second.body, second.headers))
            self.assertEqual(int(first.headers["content-length"]), len(first.body))
            self.assertIn(b"pipe.png" if name is None else b'filename="a %22b%22%0D%0A.png"', first.body)
            self.assertIn(b"Content-Type: image/png\r\n\r\n\x00\x00", first.body)
            self.assertEqual(told[-1], (len(first.body), len(first.body)))

    def test_a_download_goes_on_where_it_broke_off(self) -> None:
        whole = bytes(range(256)) * 1000
        asset: models.Asset = {"id": "ast_1", "sha256": hashlib.sha256(whole).hexdigest()}  # as far as it is looked at
        rest = Answer(206, whole[100_000:])
        with Edge(Answer(200, whole, cut=100_000), rest, Answer(200, b"other bytes")) as edge:
            client = Darkroom(edge.url, "x", pause=lambda _: None)
            self.assertEqual(client.assets.download(asset), whole)
            with self.assertRaises(ValueError):
                client.assets.download(asset)
        self.assertEqual(edge.heard[1].headers["range"], "bytes=100000-")

    def test_a_folder_keeps_every_file_of_one_name(self) -> None:
        contents = [b"one", b"two", b"three"]
        with Edge(*(Answer(200, content) for content in contents)) as edge, tempfile.TemporaryDirectory() as folder:
            client = Darkroom(edge.url, "x")
            for content in contents:
                sha256 = hashlib.sha256(content).hexdigest()
                asset: models.Asset = {"id": "ast_1", "sha256": sha256, "filename": "a.b.png"}
                client.assets.download_to(asset, folder)
            kept = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        self.assertEqual(kept, {"a.b.png": b"one", "a.b-2.png": b"two", "a.b-3.png": b"three"})


class Events(unittest.TestCase):
    def test_events_come_once_and_in_order_over_cut_streams(self) -> None:
        def frame(seq: int, status: str = "running") -> bytes:
            event = {"type": "job", "seq": seq, "status": status}
            return f"id: {seq}\nevent: job\ndata: {json.dumps(event)}\n\n".encode()

        tick = b': keepalive\n\nevent: progress\ndata: {"type": "progress", "percent": 5}\n\n'
        first = frame(1) + frame(2) + b"id: 3\ndata: {"
        stream = {"content-type": "text/event-stream", "content-length": "100000"}
        answers = [
            Answer(200, first, stream),
            problem(503, "unavailable"),
            Answer(200, frame(2) + tick + frame(3) + frame(5), stream),
            Answer(200, frame(4) + frame(5, "succeeded") + frame(6), stream),
        ]
        with Edge(*answers) as edge:
            client = Darkroom(edge.url, "x", pause=lambda _: None)
            events = list(client.jobs.events("job_1"))
        self.assertEqual([event.get("seq", "tick") for event in events], [1, 2, "tick", 3, 4, 5])
        after = [heard.path.split("after=")[1] for heard in edge.heard]
        self.assertEqual(after, ["0", "2", "2", "3"])

    def test_a_job_that_has_ended_and_whose_events_one_has_ends_at_once(self) -> None:
        hello = b'data: {"type": "hello", "status": "failed", "head": 9}\n\n'
        with Edge(Answer(200, hello)) as edge:
            events = list(Darkroom(edge.url, "x").jobs.events("job_1", after=9))
        self.assertEqual([event["type"] for event in events], ["hello"])

    def test_whoever_may_not_look_hears_so_and_whoever_waits_no_longer(self) -> None:
        with Edge(problem(404, "not_found")) as edge:
            client = Darkroom(edge.url, "x", pause=lambda _: None)
            with self.assertRaises(NotFoundError):
                list(client.jobs.events("job_1"))
            with self.assertRaises(TimeoutError):
                list(client.jobs.events("job_1", timeout_s=0))


if __name__ == "__main__":
    unittest.main()
