import { classes } from "../../../ui/class-names.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";
import type { Stage } from "../data/places.ts";
import { OutputView } from "../stages/output-view.tsx";
import { words } from "../words.ts";

interface Props {
	stage: Stage;
	name: string;
	/** How many may be chosen; null: nothing is chosen, only looked at. */
	most: number | null;
	chosen: readonly string[];
	onChange(chosen: readonly string[]): void;
}

/** The outputs of all takes of a stage, the newest take first, to look at or to choose from. */
export function TakePicker({ stage, name, most, chosen, onChange }: Props) {
	const say = words.use();
	const takes = [...new Set(stage.tasks.map(({ take }) => take))].sort((a, b) => b - a);
	const press = (id: string) => {
		if (chosen.includes(id)) return onChange(chosen.filter((one) => one !== id));
		// Who may choose one changes it by choosing another.
		onChange([...chosen, id].slice(-(most ?? 1)));
	};
	return takes.map((take) => (
		<div key={take} className="mt-5">
			{takes.length > 1 && (
				<h3 className="mb-2 text-sm font-medium text-muted">{say("take", { n: take })}</h3>
			)}
			<ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
				{stage.tasks
					.filter((task) => task.take === take)
					.flatMap((task) => task.outputs.map((output) => ({ output, n: task.index + 1 })))
					.map(({ output, n }, i) => {
						const alt = say("picture", { stage: name, n: Math.max(n, i + 1) });
						const taken = chosen.includes(output.id);
						if (most === null || output.kind !== "image")
							return (
								<li key={output.id}>
									<OutputView output={output} alt={alt} />
								</li>
							);
						return (
							<li key={output.id}>
								<button
									type="button"
									aria-pressed={taken}
									aria-label={alt}
									data-output={output.id}
									onClick={() => press(output.id)}
									className={classes(
										"relative block w-full rounded-lg transition",
										taken && "ring-3 ring-accent ring-offset-3 ring-offset-sheet",
									)}
								>
									<Picture src={output.url} alt="" width={output.width} height={output.height} />
									<span
										className={classes(
											"absolute end-2 top-2 grid size-7 place-items-center rounded-full border-2",
											taken
												? "border-accent bg-accent text-on-accent"
												: "border-white bg-black/40 text-transparent",
										)}
									>
										<Icon name="check" className="size-4" />
									</span>
								</button>
							</li>
						);
					})}
			</ul>
		</div>
	));
}
