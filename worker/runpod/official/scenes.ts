/** What the official worker was asked when its calls were recorded, and what ours is made to say beside it. */
export const SCENES = {
	plain: [
		{ progress: { percent: 50 }, seconds: 2.5, answer: { done: true } },
		{ answer: { error: "in words" } },
		{ answer: { done: true, refresh_worker: true } },
	],
	parts: [{ parts: [{ part: 1 }, { part: 2 }] }],
	several: [{ answer: { done: 1 } }, { answer: { done: 2 } }],
	unfit: [],
} as const;

export type Scene = keyof typeof SCENES;
