import { expect, test } from "vitest";
import { SpanWatch } from "./spans.ts";

function watch() {
	let now = 1_000;
	const spans = new SpanWatch({ now: () => now, random: () => 0, sleep: () => Promise.resolve() });
	return { spans, wait: (ms: number) => (now += ms) };
}

test("loading is from ComfyUI's start to the first step, uploading from its end to the last output", () => {
	const { spans, wait } = watch();
	spans.began();
	wait(4_000);
	spans.stepped();
	wait(1_000);
	spans.stepped();
	wait(500);
	spans.executed();
	wait(250.4);
	spans.stored();
	expect(spans.spans).toEqual({ load_ms: 4_000, upload_ms: 250 });
});

test("what did not happen is not told: a graph without steps, one whose end never came", () => {
	const { spans, wait } = watch();
	expect(spans.spans).toEqual({});
	spans.stepped();
	spans.began();
	wait(10);
	spans.executed();
	spans.stepped();
	expect(spans.spans).toEqual({});
});

test("another run of the same graph, whose results are cached, changes nothing but when all was stored", () => {
	const { spans, wait } = watch();
	spans.began();
	wait(100);
	spans.stepped();
	wait(100);
	spans.executed();
	wait(50);
	spans.began();
	spans.stepped();
	spans.executed();
	wait(50);
	spans.stored();
	expect(spans.spans).toEqual({ load_ms: 100, upload_ms: 100 });
});
