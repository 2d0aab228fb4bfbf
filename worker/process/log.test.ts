import { expect, test } from "vitest";
import { createLogger } from "./log.ts";

test("lines are JSON, carry what was given once, and leave out what is below the level", () => {
	const lines: string[] = [];
	const log = createLogger(
		"info",
		(line) => lines.push(line),
		() => 0,
	).with({ worker: "w" });
	log.debug("quiet");
	log.info("hello", { n: 1, error: new Error("why") });
	expect(lines.map((line) => JSON.parse(line))).toEqual([
		{
			time: "1970-01-01T00:00:00.000Z",
			level: "info",
			message: "hello",
			worker: "w",
			n: 1,
			error: { name: "Error", message: "why" },
		},
	]);
});

test("no line holds a token or a grant, by whatever way it came in", () => {
	const lines: string[] = [];
	const log = createLogger(
		"debug",
		(line) => lines.push(line),
		() => 0,
		["s3cret"],
	);
	log.info("a s3cret", { WORKER_TOKEN: "x1", nested: { grant: "x2", deep: ["s3cret"] } });
	log.info("failed", { error: new Error("GET / with Bearer x3 failed"), headers: { authorization: "x4" } });
	expect(lines.join("")).not.toMatch(/s3cret|x1|x2|x3|x4/);
});
