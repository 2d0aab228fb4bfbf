import { Slider as Base } from "@base-ui/react/slider";
import { useId } from "react";
import { useFormat } from "../../words/format.ts";

interface Props {
	label: string;
	value: number;
	min: number;
	max: number;
	step?: number;
	onChange(value: number): void;
}

/** A number within a range, by hand or by arrow keys, with the number itself beside its label. */
export function Slider({ label, value, min, max, step = 1, onChange }: Props) {
	const format = useFormat();
	const id = useId();
	return (
		<Base.Root value={value} min={min} max={max} step={step} onValueChange={onChange} aria-labelledby={id}>
			<div className="mb-1 flex items-baseline justify-between gap-4">
				<span id={id} className="font-medium">
					{label}
				</span>
				<span className="figures text-muted">{format.number(value)}</span>
			</div>
			<Base.Control className="flex h-8 touch-none items-center select-none">
				<Base.Track className="h-1.5 w-full rounded-full bg-line">
					<Base.Indicator className="rounded-full bg-accent" />
					<Base.Thumb
						aria-labelledby={id}
						className="size-5 rounded-full border-2 border-accent bg-sheet shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
					/>
				</Base.Track>
			</Base.Control>
		</Base.Root>
	);
}
