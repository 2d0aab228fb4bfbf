import type { JobShape } from "./build.ts";

type Shape = Omit<JobShape, "id" | "account" | "now">;

/** The kinds of jobs that histories are made of. Simple ones are frequent: they reach the deep states. */
const SHAPES: readonly Shape[] = [
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
			{ key: "base", tasks: 3, approval: true },
			{ key: "final", tasks: 3, needs: ["base"], expected: ["image"] },
		],
	},
	{
		stages: [
			{ key: "base", tasks: 1, approval: true },
			{ key: "final", tasks: 1, needs: ["base"], approval: true },
		],
		deadline: 200_000,
	},
	{
		stages: [
			{ key: "left", tasks: 1 },
			{ key: "right", tasks: 1, approval: true },
			{ key: "both", tasks: 2, needs: ["left", "right"] },
		],
	},
	{ stages: [{ key: "main", tasks: 1 }], max_attempts: 1 },
];

/** Jobs as wide as a dataset or a film makes them. */
const WIDE_SHAPES: readonly Shape[] = [
	{ stages: [{ key: "main", tasks: 60, expected: ["image"] }] },
	{ stages: [{ key: "main", tasks: 60 }], deadline: 200_000 },
	{
		stages: [
			{ key: "base", tasks: 60, approval: true },
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
