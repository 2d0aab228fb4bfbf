import { type ComponentProps, useId } from "react";
import { useFormat } from "../../words/format.ts";
import { inputClasses } from "./field.tsx";
import { FieldError } from "./field-error.tsx";

interface Props extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
	label: string;
	value: string;
	onChange(value: string): void;
	/** What helps to fill it in. */
	hint?: string | undefined;
	/** What is wrong with it, and what to do; it is read out when it appears. */
	error?: string | undefined;
}

/** Text of several lines, which grows with what is in it; where it has a greatest length, how much of that is used. */
export function TextArea({ label, value, onChange, hint, error, maxLength, className, ...rest }: Props) {
	const format = useFormat();
	const id = useId();
	const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
	return (
		<div className={className}>
			<div className="mb-1.5 flex items-baseline justify-between gap-4">
				<label htmlFor={id} className="font-medium">
					{label}
				</label>
				{maxLength !== undefined && (
					<span
						aria-hidden="true"
						dir="ltr"
						className={`figures text-xs ${value.length > maxLength ? "font-medium text-bad" : "text-muted"}`}
					>
						{format.number(value.length)} / {format.number(maxLength)}
					</span>
				)}
			</div>
			<textarea
				rows={4}
				{...rest}
				id={id}
				dir="auto"
				value={value}
				onChange={(event) => onChange(event.target.value)}
				aria-invalid={error ? true : undefined}
				aria-describedby={told || undefined}
				className={`${inputClasses} field-sizing-content block max-h-96 min-h-24 resize-y`}
			/>
			{hint && (
				<p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
					<bdi>{hint}</bdi>
				</p>
			)}
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}
