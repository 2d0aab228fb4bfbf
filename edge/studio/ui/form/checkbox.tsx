import { type ComponentProps, type ReactNode, useId } from "react";

interface Props extends Omit<ComponentProps<"input">, "type" | "onChange" | "onToggle" | "children"> {
	label: ReactNode;
	/** What it brings along, below the label. */
	hint?: ReactNode;
	onToggle(checked: boolean): void;
}

/** Yes or no, with its label beside it. */
export function Checkbox({ label, hint, onToggle, className = "", ...rest }: Props) {
	const id = useId();
	return (
		<div className={`flex items-start gap-3 ${className}`}>
			<input
				{...rest}
				id={id}
				type="checkbox"
				aria-describedby={hint ? `${id}-hint` : undefined}
				onChange={(event) => onToggle(event.target.checked)}
				className="mt-0.5 size-5 shrink-0 accent-accent"
			/>
			<div className="min-w-0">
				<label htmlFor={id} className="[overflow-wrap:anywhere]">
					{label}
				</label>
				{hint && (
					<p id={`${id}-hint`} className="text-sm text-muted">
						<bdi>{hint}</bdi>
					</p>
				)}
			</div>
		</div>
	);
}
