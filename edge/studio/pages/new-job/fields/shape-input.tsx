import { classes } from "../../../ui/class-names.ts";

interface Props {
	label: string;
	value: string | undefined;
	options: readonly string[];
	onChange(value: string): void;
}

/** The longer side of a drawn shape, in pixels. */
const SIDE = 26;

/** Shapes of pictures, each drawn beside its figures. */
export function ShapeInput({ label, value, options, onChange }: Props) {
	return (
		<fieldset>
			<legend className="mb-1.5 font-medium">{label}</legend>
			<div className="flex flex-wrap gap-2">
				{options.map((one) => {
					const [w = 1, h = 1] = one.split(":").map(Number);
					const scale = SIDE / Math.max(w, h);
					return (
						<button
							key={one}
							type="button"
							aria-pressed={one === value}
							onClick={() => onChange(one)}
							className={classes(
								"figures flex min-w-17 flex-col items-center gap-2 rounded-lg border px-3 pt-3 pb-2 text-sm font-medium transition",
								one === value
									? "border-accent bg-glow text-ink"
									: "border-line bg-sheet text-muted hover:border-edge",
							)}
						>
							<svg aria-hidden="true" width={SIDE} height={SIDE} viewBox={`0 0 ${SIDE} ${SIDE}`}>
								<rect
									x={(SIDE - w * scale) / 2 + 1}
									y={(SIDE - h * scale) / 2 + 1}
									width={w * scale - 2}
									height={h * scale - 2}
									rx="2"
									fill="none"
									stroke="currentColor"
									strokeWidth="2"
								/>
							</svg>
							<span dir="ltr">{one}</span>
						</button>
					);
				})}
			</div>
		</fieldset>
	);
}
