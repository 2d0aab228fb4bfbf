import { vi } from "vitest";

/** Keeps what this process writes from the terminal, until `end`. */
export function capture(): { said(): string; end(): void } {
	const said: string[] = [];
	const spies = [process.stdout, process.stderr].map((stream) =>
		vi.spyOn(stream, "write").mockImplementation((chunk) => {
			said.push(String(chunk));
			return true;
		}),
	);
	return {
		said: () => said.join(""),
		end: () => {
			for (const spy of spies) spy.mockRestore();
		},
	};
}
