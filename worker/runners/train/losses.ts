/** The loss of every step, as a file of JSON lines: `{"step":12,"loss":0.093}`. */
export class Losses {
	private readonly lines: string[] = [];
	private last = 0;

	/** Takes what an earlier attempt had kept, up to the step that it is gone on from. What cannot be read is left out. */
	restore(text: string, step: number): void {
		for (const line of text.split("\n")) {
			const found = /^\{"step":(\d+),"loss":-?[\d.e+-]+\}$/.exec(line);
			if (found && Number(found[1]) <= step) this.push(Number(found[1]), line);
		}
	}

	/** Of a step, as the trainer told it; told again for the same step, the last counts: a bar is drawn before its loss is. */
	add(step: number, loss: number): void {
		this.push(step, `{"step":${step},"loss":${loss}}`);
	}

	private push(step: number, line: string): void {
		if (step < this.last) return;
		if (step === this.last) this.lines.pop();
		this.last = step;
		this.lines.push(line);
	}

	/** That of a step, or of the last one before it; null: none is known. */
	at(step: number): number | null {
		const line = this.lines.findLast((one) => Number(/\d+/.exec(one)?.[0]) <= step);
		const loss = Number(/"loss":([^}]+)/.exec(line ?? "")?.[1]);
		return Number.isFinite(loss) ? loss : null;
	}

	/** Up to and with `step`, each with an end of line. */
	text(step = this.last): string {
		return this.lines
			.filter((line) => Number(/\d+/.exec(line)?.[0]) <= step)
			.map((line) => `${line}\n`)
			.join("");
	}
}
