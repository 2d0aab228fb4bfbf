import { expect, test } from "vitest";
import type { Conversion, Unknown } from "../../workflows/convert/convert.ts";
import type { GraphValue } from "../../workflows/graph/graph.ts";
import { judge } from "./verdict.ts";

const graph = (inputs: Record<string, GraphValue>) => ({ "5:3": { class_type: "A", inputs } });
const made = (inputs: Record<string, GraphValue>, ...messages: string[]): Conversion => ({
	ok: true,
	graph: graph(inputs),
	unknowns: messages.map((message): Unknown => ({ pointer: "", code: "browser_value", message })),
});

test("only what is equal in every input is equal", () => {
	expect(judge(made({ a: 1 }), { prompt: graph({ a: 1 }) })).toEqual({ kind: "equal" });
	for (const editor of [{ a: 2 }, { a: 1, compare_view: "" }, {}])
		expect(judge(made({ a: 1 }), { prompt: graph(editor) }).kind).toBe("silent");
	expect(judge(made({ a: 1 }), { prompt: {} }).kind).toBe("silent");
	expect(
		judge(made({ a: 1 }), { prompt: { ...graph({ a: 1 }), "9": { class_type: "B", inputs: {} } } }),
	).toEqual({ kind: "silent", differences: ['9: nothing, the editor "B"'] });
});

test("a difference is told only by a notice that names its node and its input", () => {
	const editor = { prompt: graph({ a: 2 }) };
	expect(judge(made({ a: 1 }, '"a" of node 3 (A) is chosen.'), editor).kind).toBe("told");
	expect(judge(made({ a: 1 }, '"b" of node 3 (A) is chosen.'), editor).kind).toBe("silent");
	expect(judge(made({ a: 1 }, '"a" of node 13 (A) is chosen.'), editor).kind).toBe("silent");
	expect(judge(made({ a: 1 }), editor, () => ["it was so"])).toEqual({ kind: "told", why: ["it was so"] });
	expect(judge({ ok: false, problems: [] }, editor).kind).toBe("told");
	expect(judge(made({ a: 1 }), { failed: "no" }).kind).toBe("silent");
});
