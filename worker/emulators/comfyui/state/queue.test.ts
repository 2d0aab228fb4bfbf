import fc from "fast-check";
import { expect, test } from "vitest";
import { PromptQueue, type QueueItem } from "./queue.ts";

const item = (number: number, id: string): QueueItem => [number, id, {}, {}, []];

test("hands prompts out by number, whatever is added and removed in between", () => {
	const step = fc.oneof(
		fc.record({ put: fc.integer({ min: -20, max: 20 }) }),
		fc.record({ remove: fc.nat() }),
		fc.constant({ take: true as const }),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const queue = new PromptQueue();
			let model: QueueItem[] = [];
			let made = 0;
			for (const one of steps) {
				if ("put" in one) {
					const added = item(one.put, String(made++).padStart(4, "0"));
					queue.put(added);
					model.push(added);
				} else if ("remove" in one) {
					const [, id] = model[one.remove % Math.max(1, model.length)] ?? [0, "none"];
					expect(queue.remove(id)).toBe(model.some((other) => other[1] === id));
					model = model.filter((other) => other[1] !== id);
				} else {
					model.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
					expect(queue.take()).toBe(model.shift());
				}
			}
			expect(queue.pending.toSorted()).toEqual(model.toSorted());
		}),
	);
});
