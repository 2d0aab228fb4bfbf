import fc from "fast-check";
import { expect, test } from "vitest";
import { fateOf, type LoraFacts } from "./fate.ts";

const known: LoraFacts = {
	...{ reference: "ana@2", version: 2, there: false, latest: 1, maker: null },
	training: { id: "job_1", status: "failed" },
};

test("a LoRA that is there is there, and one that a job makes is waited for, whatever became of others", () => {
	const facts = fc.record({
		there: fc.boolean(),
		latest: fc.option(fc.nat(3)),
		maker: fc.option(fc.constant("job_2")),
		training: fc.option(
			fc.record({
				id: fc.constant("job_1"),
				status: fc.constantFrom("failed", "canceled", "expired", "succeeded", "running", null),
			}),
		),
	});
	fc.assert(
		fc.property(facts, (some) => {
			const { fate } = fateOf({ ...known, ...some });
			if (some.there) expect(fate).toBe("there");
			else if (some.maker !== null) expect(fate).toBe("waits");
			else if (some.training !== null) expect(fate).toBe("never");
			else expect(fate).toBe(some.latest === 1 ? "waits" : "never");
		}),
	);
});

test("what will not come says whose training it was and how that ended, or that it was removed", () => {
	const why = (more: Partial<LoraFacts>) => {
		const fate = fateOf({ ...known, ...more });
		return fate.fate === "never" ? fate.why : fate.fate;
	};
	expect(why({})).toBe("the LoRA ana@2 will not come: its training job_1 is failed");
	expect(why({ training: { id: "job_1", status: "succeeded" } })).toContain("nobody makes it any more");
	expect(why({ training: null, latest: null })).toContain("removed");
});
