import { expect, test } from "vitest";
import { hasChoices, MAX_BLOCKS, resolveDynamicPrompt } from "../dynamic-prompts.ts";
import { inputsAt, subgraph, unknownsOf, workflow } from "../testing/sketch.ts";

const first = () => 0;
const last = () => 0.999;

test("S0-A17 choices of a prompt are made with the given randomness, nested ones too", () => {
	expect(resolveDynamicPrompt("a {red|blue} {cat|{big|small} dog}", first)).toBe("a red cat");
	expect(resolveDynamicPrompt("a {red|blue} {cat|{big|small} dog}", last)).toBe("a blue small dog");
	const rolls = [0, 0.5, 0.9];
	expect(resolveDynamicPrompt("{a|b|c}{a|b|c}{a|b|c}", () => rolls.shift() ?? 0)).toBe("abc");
	expect(resolveDynamicPrompt("{a|b", last)).toBe("b");
	expect(resolveDynamicPrompt("a}|b", first)).toBe("a}|b");
	expect(resolveDynamicPrompt("{a}".repeat(MAX_BLOCKS), first)).toBe("a".repeat(MAX_BLOCKS));
	expect(resolveDynamicPrompt("{a}".repeat(MAX_BLOCKS + 1), first)).toBeUndefined();
});

test("S0-A17 comments leave the prompt, and escaped braces stay", () => {
	expect(resolveDynamicPrompt("a /* not\nthis */ b // nor this\nc", first)).toBe("a  b \nc");
	expect(resolveDynamicPrompt("a /* open", first)).toBe("a /* open");
	expect(resolveDynamicPrompt("see https://example.org/x", first)).toBe("see https:");
	expect(resolveDynamicPrompt("\\{a\\|b\\} \\n", first)).toBe("{a|b} \\n");
	expect(resolveDynamicPrompt("{\\{a|b}", first)).toBe("{a");
});

test("S0-A17 a text depends on chance only where choices differ", () => {
	expect(hasChoices("a {red|blue}")).toBe(true);
	expect(hasChoices("{a|{b|c}}")).toBe(true);
	for (const text of ["plain", "{one}", "{same|same}", "\\{a|b\\}", "// {a|b}"])
		expect(hasChoices(text)).toBe(false);
});

test("S0-A17 prompts are resolved with a random source only, and only where the class asks for it", () => {
	const ui = (text: string) =>
		workflow([
			{ id: 1, type: "Text", values: [text] },
			{ id: 2, type: "Sampler", values: [1, "fixed", 2, 3, "heun", true, text] },
		]);
	const options = { random: last };
	expect(inputsAt(ui("a {x|y}"), "1", undefined, options).text).toBe("a y");
	expect(inputsAt(ui("a {x|y}"), "1").text).toBe("a {x|y}");
	expect(unknownsOf(ui("a {x|y}"))).toContainEqual(["/nodes/0/widgets_values", "choice_kept"]);
	// What does not depend on chance is done as in the editor.
	expect(inputsAt(ui("a {x} // note"), "1").text).toBe("a x ");
	expect(inputsAt(ui("a {x|y}"), "2", undefined, options).note).toBe("a {x|y}");
});

test("S0-A17 a prompt that a subgraph's node shows is sent as it is, as in the editor", () => {
	const definition = subgraph(
		"def-text",
		[{ id: 11, type: "Text", in: { text: { widget: null } }, values: ["a {x|y} // z"] }],
		[{ name: "text", type: "STRING", to: [[11, "text"]] }],
		[],
	);
	const ui = workflow([{ id: 2, type: "def-text" }], { definitions: { subgraphs: [definition] } });
	expect(inputsAt(ui, "2:11", undefined, { random: first }).text).toBe("a {x|y} // z");
});

const prefixed = (prefix: string) =>
	workflow([
		{ id: 1, type: "Number", values: [5] },
		{ id: 2, type: "Sampler", values: [1, "fixed", 20, 8, "a/b:c", true, "n"], title: "My Sampler" },
		{ id: 3, type: "SaveImage", values: [prefix] },
	]);

test("S0-A17 filename prefixes take values of other nodes, by property, class or title", () => {
	const prefix = (text: string) => inputsAt(prefixed(text), "3").filename_prefix;
	expect(prefix("a_%Number.value%")).toBe("a_5");
	expect(prefix("%My Sampler.steps%/%Sampler.seed%")).toBe("20/1");
	expect(prefix("%Sampler.sampler%")).toBe("a_b_c");
	const named = prefixed("%here.value%");
	const ui = {
		...named,
		nodes: named.nodes.map((node) =>
			node.id === 1 ? { ...node, properties: { "Node name for S&R": "here" } } : node,
		),
	};
	expect(inputsAt(ui, "3").filename_prefix).toBe("5");
});

test("S0-A17 what nobody here knows stays in the prefix, for the server or for a reader", () => {
	const text = "%width%_%Nobody.value%_%Number.nothing%_%batch_num%_%a.b.c%_100%";
	expect(inputsAt(prefixed(text), "3").filename_prefix).toBe(text);
});

test("S0-A17 dates are written with the given time only", () => {
	const now = new Date(2026, 8, 5, 14, 3, 9);
	const prefix = (text: string) => inputsAt(prefixed(text), "3", undefined, { now }).filename_prefix;
	expect(prefix("%date:yyyy-MM-dd%/x")).toBe("2026-09-05/x");
	expect(prefix("%date:d-M-yy h:m:s hhmmss%")).toBe("5-9-26 14:3:9 140309");
	// A dot parts a node from its widget, also here.
	expect(prefix("%date:d.M%")).toBe("%date:d.M%");
	expect(inputsAt(prefixed("%date:yyyy%"), "3").filename_prefix).toBe("%date:yyyy%");
	expect(unknownsOf(prefixed("%date:yyyy%"))).toContainEqual(["/nodes/2/widgets_values", "date_kept"]);
});
