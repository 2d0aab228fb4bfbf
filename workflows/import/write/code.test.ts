import { expect, test } from "vitest";
import { literal, written } from "./code.ts";
import { constantName } from "./parameter-text.ts";

test("text literals are in the quotes that need fewer escapes, and mean what they should", () => {
	for (const [text, code] of [
		["plain", '"plain"'],
		['say "hi"', `'say "hi"'`],
		['say "hi", don\'t', `'say "hi", don\\'t'`],
		["it's", `"it's"`],
		["a\\b\n\u2028", '"a\\\\b\\n\u2028"'],
	] as const)
		expect(literal(text)).toBe(code);
});

test("what fits stays on one line; lists of objects and long texts do not", () => {
	const slot = (node: string) => ({ fields: [["node", { text: node }]] as const, inline: true as const });
	const pair = (node: string) => ({
		fields: [
			["node", { text: node }],
			["input", { text: "x" }],
		] as const,
		inline: true as const,
	});
	expect(written("a: ", { list: [slot("1")] }, ",", 1)).toEqual(['\ta: [{ node: "1" }],']);
	expect(written("a: ", { list: [pair("1"), pair("2")] }, ",", 0)).toEqual([
		"a: [",
		'\t{ node: "1", input: "x" },',
		'\t{ node: "2", input: "x" },',
		"],",
	]);
	const long = "x".repeat(120);
	expect(written("title: ", { text: long }, ",", 1)).toEqual(["\ttitle:", `\t\t"${long}",`]);
	expect(written("lora: ", { text: long }, ",", 1)).toEqual([`\tlora: "${long}",`]);
	// Sixty characters of twice the width.
	expect(written("title: ", { text: "京".repeat(60) }, ",", 1)).toHaveLength(2);
});

test("a constant is called like the id, and like nothing that is there already", () => {
	expect(constantName("my-portrait-2")).toBe("myPortrait2");
	for (const [id, name] of [
		["delete", "deleteWorkflow"],
		["define-workflow", "defineWorkflowWorkflow"],
		["3d-view", "workflow3dView"],
	])
		expect(constantName(id ?? "")).toBe(name);
});
