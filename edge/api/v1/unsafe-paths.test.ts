import { beforeAll, describe, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { jobBodies } from "../../testing/job-bodies.ts";
import { refused } from "../../testing/refused.ts";
import { makeWorker, type TestWorker } from "../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});

const { storyboard, graphJob } = jobBodies(() => worker.pool);

/** Names that could lead somewhere else than to a file of one's own. */
const TRICKS = [
	"../secret.safetensors",
	"a/../../secret.safetensors",
	"..\\secret.safetensors",
	"/etc/passwd",
	"\\\\server\\share\\a.safetensors",
	"C:\\models\\a.safetensors",
	"~/a.safetensors",
	"a.safetensors [output]",
	"a.safetensors [temp]",
	"a\u0000.safetensors",
	"a\n.safetensors",
	"%2e%2e/a.safetensors",
	"..%2fa.safetensors",
	"%5c..%5ca.safetensors",
	"https://example.com/a.safetensors",
	"file:///a.safetensors",
	"a.safetensors%00.png",
];

describe("no string leads a worker out of its folders", () => {
	test.each([
		...TRICKS,
		"%date%",
		"a/./b.safetensors",
		"a//b.safetensors",
		"x".repeat(250),
		".",
		"",
		"a.exe",
	])("style_lora %j", async (style_lora) => {
		await refused(account, storyboard({ style_lora }), "invalid_request", "/parameters/style_lora");
	});

	const save = (filename_prefix: unknown) => ({
		"1": { class_type: "EmptySD3LatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix } },
	});
	test.each(TRICKS)("filename_prefix %j", async (name) => {
		const body = await refused(
			account,
			graphJob(save(name)),
			"invalid_graph",
			"/graph/2/inputs/filename_prefix",
		);
		expect(body).toContain("unsafe_path");
	});

	test.each([...TRICKS, "picture.png", "subfolder/picture.png", "picture.png [input]", ""])(
		"a LoadImage that names a file itself: %j",
		async (image) => {
			const graph = { ...save("x"), "3": { class_type: "LoadImage", inputs: { image } } };
			const body = await refused(account, graphJob(graph), "invalid_graph", "/graph/3/inputs/image");
			expect(body).toContain("file_input_not_allowed");
		},
	);

	test("a folder for a custom node, also nested and computed", async () => {
		const node = (inputs: object) => ({ ...save("x"), "3": { class_type: "LoadImagesFromDir", inputs } });
		for (const inputs of [
			{ directory: "/etc" },
			{ path: "../../x" },
			{ options: { folder_path: "/" } },
			{ files: ["../a"] },
		])
			await refused(account, graphJob(node(inputs)), "invalid_graph");
		const computed = {
			...node({ directory: ["4", 0] }),
			"4": { class_type: "StringConcatenate", inputs: { a: "/", b: "etc" } },
		};
		await refused(account, graphJob(computed), "invalid_graph", "/graph/3/inputs/directory");
	});
});
