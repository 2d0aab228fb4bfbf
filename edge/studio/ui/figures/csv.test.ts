import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

test("a table goes through CSV as it is; quotes, commas and lines are kept, and formulas are text", () => {
	expect(
		csvOf([
			["key", "n", "note"],
			['say "cheese"', -1.5, null],
			["a,b", 0, "two\nlines"],
			["=1+1", 7, "@cmd"],
		]),
	).toBe('key,n,note\r\n"say ""cheese""",-1.5,\r\n"a,b",0,"two\nlines"\r\n\'=1+1,7,\'@cmd\r\n');
});
