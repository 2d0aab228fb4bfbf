import { beforeAll, describe, test } from "vitest";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { call, problemOf } from "../../testing/http.ts";
import { jobBodies } from "../../testing/job-bodies.ts";
import { STORYBOARD } from "../../testing/jobs.ts";
import { refused } from "../../testing/refused.ts";
import { makeWorker, type TestWorker } from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});

const { storyboard, graphJob } = jobBodies(() => worker.pool);

describe("a body that is not JSON is 400", () => {
	test.each([
		["nothing", ""],
		["half", '{"workflow":'],
		["a word", "nonsense"],
		["single quotes", "{'workflow':'a'}"],
		["a comma too many", '{"a":1,}'],
		["NaN", '{"a":NaN}'],
		["two documents", "{}{}"],
		["a NUL", "\u0000"],
		["an unfinished string", '{"a":"'],
		["a control character in a string", '{"a":"\n"}'],
	])("%s", async (_name, body) => {
		await refused(account, body, "malformed_json", "");
	});
});

describe("a body of another shape is 422 and says where", () => {
	test.each(["null", "[]", "1", '"text"', "true"])("%s", async (body) => {
		await refused(account, body, "invalid_request", "");
	});

	const ok = { workflow: "storyboard-image", parameters: STORYBOARD.parameters };
	const cases: [string, object, ...string[]][] = [
		["a field nobody knows", { ...ok, webhook: "x" }, "/webhook"],
		[
			"fields that are ours to set",
			{ ...ok, account_id: "a", status: "succeeded" },
			"/account_id",
			"/status",
		],
		["a name with a slash and a tilde", { ...ok, "a/b~c": 1 }, "/a~1b~0c"],
		["neither workflow nor graph", {}, "/workflow"],
		["both workflow and graph", { ...ok, graph: {} }, "/workflow"],
		["a graph with parameters", { graph: {}, parameters: {} }, "/parameters"],
		["a workflow with inputs", { ...ok, inputs: {} }, "/inputs"],
		["a workflow without a name", { ...ok, workflow: "" }, "/workflow"],
		["a workflow that is a number", { ...ok, workflow: 1 }, "/workflow"],
		["parameters in a list", { ...ok, parameters: [] }, "/parameters"],
		["parameters that are null", { ...ok, parameters: null }, "/parameters"],
		["a graph in a list", { graph: [] }, "/graph"],
		["inputs that are no ids", { graph: {}, inputs: { "1.image": "../x.png" } }, "/inputs/1.image"],
		["a priority of 101", { ...ok, priority: 101 }, "/priority"],
		["a priority of -101", { ...ok, priority: -101 }, "/priority"],
		["half a priority", { ...ok, priority: 0.5 }, "/priority"],
		["a priority in text", { ...ok, priority: "1" }, "/priority"],
		["no time at all", { ...ok, deadline_s: 0 }, "/deadline_s"],
		["more than a week", { ...ok, deadline_s: 604_801 }, "/deadline_s"],
		["metadata that is no text", { ...ok, metadata: { a: 1 } }, "/metadata/a"],
		["metadata too long", { ...ok, metadata: { a: "x".repeat(1001) } }, "/metadata/a"],
		[
			"too much metadata",
			{ ...ok, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""])) },
			"/metadata",
		],
		["a pool nobody has", { ...ok, pool: "nowhere" }, "/pool"],
		["a pool that is a path", { ...ok, pool: "../default" }, "/pool"],
	];
	test.each(cases)("%s", async (_name, body, ...pointers) => {
		await refused(account, body, "invalid_request", ...pointers);
	});

	test.each(["none", "storyboard-image@2", "storyboard-image@", "../storyboard-image", "__proto__", "graph"])(
		"a workflow that is not there: %j",
		async (workflow) => {
			await refused(account, { ...ok, workflow }, "unknown_workflow", "/workflow");
		},
	);
});

describe("names that reach a prototype are refused, wherever they stand", () => {
	test.each([
		["at the top", '{"workflow":"storyboard-image","__proto__":{"graph":{}}}', "/__proto__"],
		[
			"among the parameters",
			'{"workflow":"storyboard-image","parameters":{"prompt":"x","__proto__":{"seed":1}}}',
			"/parameters/__proto__",
		],
		["in a graph", '{"graph":{"__proto__":{"class_type":"A","inputs":{}}}}', "/graph/__proto__"],
		[
			"in an input",
			'{"graph":{"1":{"class_type":"A","inputs":{"a":{"__proto__":{}}}}}}',
			"/graph/1/inputs/a/__proto__",
		],
		["in metadata", '{"workflow":"storyboard-image","metadata":{"__proto__":"x"}}', "/metadata/__proto__"],
		["written in escapes", '{"workflow":"storyboard-image","\\u005f_proto__":{}}', "/__proto__"],
	])("%s", async (_name, body, at) => {
		await refused(account, body, "invalid_request", at);
	});

	test.each(["constructor", "prototype", "toString", "hasOwnProperty"])(
		"a parameter called %s",
		async (name) => {
			await refused(account, storyboard({ [name]: { a: 1 } }), "invalid_request", `/parameters/${name}`);
		},
	);

	test.each(["constructor", "toString"])("a node called %s", async (name) => {
		const node = { class_type: "SaveImage", inputs: {} };
		await refused(account, graphJob({ [name]: node }), "invalid_graph", `/graph/${name}`);
	});
});

test.each([
	"text/plain",
	"application/x-www-form-urlencoded",
	"multipart/form-data; boundary=x",
	"application/xml",
	"json",
])("a body sent as %s is 415, as a page of another site would send it", async (type) => {
	const body = JSON.stringify(STORYBOARD);
	const answer = await writesNothing(() =>
		call("POST", "/v1/jobs", { as: account.key, body, headers: { "content-type": type } }),
	);
	await problemOf(answer, "unsupported_media");
});

test("a body without a content type is 415", async () => {
	const body = new TextEncoder().encode(JSON.stringify(STORYBOARD));
	await problemOf(
		await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, body })),
		"unsupported_media",
	);
});
