import fc from "fast-check";
import { expect, test } from "vitest";
import { fileNamed, filesRead } from "./found.ts";
import { entryOf } from "./history.ts";

const GRAPH = {
	"1": { class_type: "LoadImage", inputs: { image: "dogs/rex.png [output]" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
};
const FILE = { filename: "x_00001_.png", subfolder: "a/b", type: "output" };
const entry = (more: object = {}) => ({
	prompt: [7, "id", GRAPH, { create_time: 900 }, ["2"]],
	outputs: { "2": { images: [FILE, { ...FILE, type: "temp" }] } },
	status: {
		status_str: "success",
		completed: true,
		messages: [
			["execution_start", { timestamp: 1000 }],
			["execution_success", { timestamp: 3000 }],
		],
	},
	...more,
});

test("an entry gives its graph, the files that were kept, what it read, and its times", () => {
	expect(entryOf("id", entry())).toEqual({
		label: "id",
		graph: GRAPH,
		outputs: [{ file: FILE, node: "2" }],
		inputs: { "1.image": { filename: "rex.png", subfolder: "dogs", type: "output" } },
		created: 1000,
		finished: 3000,
	});
});

test.each([
	["it is no entry of a history", null],
	["it has no graph", entry({ prompt: [1, "id"] })],
	["it failed, or was stopped", entry({ status: { status_str: "error", completed: false, messages: [] } })],
	["it left no files", entry({ outputs: {} })],
	[
		"its files are named so that they lie elsewhere",
		entry({ outputs: { "2": { images: [{ ...FILE, subfolder: "../.." }] } } }),
	],
])("one that cannot come says why: %s", (why, value) => {
	expect(entryOf("id", value)).toEqual({ label: "id", why });
});

test("one without messages has the time it was queued at, or none", () => {
	const status = { status_str: "success", completed: true };
	expect(entryOf("id", entry({ status }))).toMatchObject({ created: 900, finished: 900 });
	expect(entryOf("id", entry({ status, prompt: [7, "id", GRAPH] }))).toMatchObject({
		created: null,
		finished: null,
	});
});

test.each(["../x.png", "a/../x.png", "/etc/x.png", "C:/x.png", "a\\x.png", "x\0.png", "..", ""])(
	"no file is looked for under the name %j",
	(name) => {
		expect(fileNamed(name, "", "input")).toBeNull();
		expect(filesRead({ "1": { class_type: "LoadImage", inputs: { image: name } } })).toEqual({});
	},
);

test("whatever a history holds, it is read without a throw, and names stay in their folder", () => {
	fc.assert(
		fc.property(fc.anything(), fc.string(), fc.string(), (value, filename, subfolder) => {
			entryOf("id", value);
			entryOf("id", entry({ outputs: value, status: value }));
			const file = fileNamed(filename, subfolder, "output");
			if (file !== null) expect([...file.subfolder.split("/"), file.filename]).not.toContain("..");
		}),
	);
});
