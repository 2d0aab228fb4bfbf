import type { JobShape } from "./build.ts";

type Shape = Omit<JobShape, "id" | "account" | "now">;

/** The kinds of jobs that histories are made of. Simple ones are frequent: they reach the deep states. */
export const SHAPES: readonly Shape[] = [
	{},
	{ stages: [{ key: "main", tasks: 1, expected: ["image"] }] },
	{ stages: [{ key: "main", tasks: 3, expected: ["image", "mask"] }] },
	{ stages: [{ key: "main", tasks: 2 }], deadline: 90_000 },
	{ stages: [{ key: "main", tasks: 3 }] },
	{
		stages: [
			{ key: "base", tasks: 3 },
			{ key: "final", tasks: 1, needs: ["base"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1 },
			{ key: "final", tasks: 1, needs: ["base"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 3, gate: { approve: true }, again: "fewer" },
			{ key: "final", tasks: 3, needs: ["base"], expected: ["image"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1, gate: { approve: true }, again: "failure" },
			{ key: "final", tasks: 1, needs: ["base"], gate: { approve: true } },
		],
		deadline: 200_000,
	},
	{
		stages: [
			{ key: "left", tasks: 1 },
			{ key: "right", tasks: 1, gate: { approve: true } },
			{
				...{ key: "both", tasks: 2, needs: ["left", "right"], retakes: 0 },
				quality: { on_fail: "ask", safety: "off", best_of: 3 },
			},
		],
	},
	{ stages: [{ key: "main", tasks: 1 }], max_attempts: 1 },
	{ stages: [{ key: "main", tasks: 2, retakes: 1 }] },
	{
		stages: [
			{ key: "main", tasks: 2, retakes: 1, quality: { on_fail: "retake", safety: "off", best_of: 2 } },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1, retakes: 2, quality: { on_fail: "retake", safety: "sfw" } },
			{
				...{ key: "final", tasks: 1, needs: ["base"], retakes: 0, again: "failure" },
				quality: { on_fail: "fail", safety: "off", best_of: 2, best_by: "video_flicker" },
			},
		],
	},
	{
		stages: [
			{ key: "base", tasks: 2, retakes: 1, gate: { pick: [1, 2] } },
			{ key: "final", tasks: 1, needs: ["base"], retakes: 0 },
		],
		deadline: 200_000,
	},
	{
		stages: [
			{ key: "base", tasks: 1 },
			{ key: "extra", tasks: 2, needs: ["base"], optional: true, retakes: 0 },
			{ key: "nothing", tasks: 0, needs: ["base"], plans: "skip" },
			{ key: "final", tasks: 1, needs: ["extra", "nothing"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1, gate: { pick: [1, 1] } },
			{ key: "broken", tasks: 1, needs: ["base"], optional: true, plans: "failure" },
			{ key: "final", tasks: 1, needs: ["broken"], gate: { approve: true }, optional: true },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1 },
			{ key: "broken", tasks: 1, needs: ["base"], plans: "failure" },
			{ key: "beside", tasks: 1, needs: ["base"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1 },
			{ key: "extra", tasks: 1, lora: true, optional: true },
			{ key: "final", tasks: 1, needs: ["base"], lora: true },
		],
		deadline: 200_000,
	},
];

/** Jobs as wide as a dataset or a film makes them. */
export const WIDE_SHAPES: readonly Shape[] = [
	{ stages: [{ key: "main", tasks: 60, expected: ["image"] }] },
	{ stages: [{ key: "main", tasks: 60 }], deadline: 200_000 },
	{
		stages: [
			{ key: "base", tasks: 60, gate: { approve: true } },
			{ key: "final", tasks: 60, needs: ["base"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 60, retakes: 2 },
			{ key: "final", tasks: 60, needs: ["base"] },
		],
	},
	{
		stages: Array.from({ length: 8 }, (_, i) => ({
			key: `s${i}`,
			tasks: i % 2 === 0 ? 1 : 60,
			needs: i === 0 ? [] : [`s${i - 1}`],
		})),
	},
];
/** Choices from here on are wide. */
export const WIDE = 1_000;

export function shapeOf(choice: number): Shape {
	const shapes = choice >= WIDE ? WIDE_SHAPES : SHAPES;
	return shapes[choice % shapes.length] ?? {};
}
