import type { Running } from "./processes.ts";

/** Statements that a test has the process of the edge run. */
export interface Write {
	id: number;
	statements: string[];
}
/** What became of them; null: they are done. */
export interface Written {
	id: number;
	error: string | null;
}

let asked = 0;

/** Runs statements in D1 past the edge, all or none. Throws where they fail, or the edge ends before they are done. */
export function writeTo({ child }: Running, statements: string[]): Promise<void> {
	const id = ++asked;
	return new Promise((resolve, reject) => {
		const settle = (error: string | null) => {
			child.off("message", answered);
			child.off("exit", ended);
			if (error === null) resolve();
			else reject(new Error(error));
		};
		const answered = (message: Written) => message.id === id && settle(message.error);
		const ended = () => settle("the edge ended");
		child.on("message", answered);
		child.on("exit", ended);
		child.send({ id, statements } satisfies Write);
	});
}
