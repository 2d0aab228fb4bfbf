import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "../class-names.ts";
import { FieldError } from "./field-error.tsx";

export const inputClasses =
	"w-full min-h-11 rounded-lg border border-edge bg-sheet px-3 py-2 text-ink placeholder:text-muted aria-invalid:border-bad";

interface Props extends Omit<ComponentProps<"input">, "children"> {
	label: string;
	/** What helps to fill it in. */
	hint?: string;
	/** What is wrong with it, and what to do; it is read out when it appears. */
	error?: string | undefined;
	/** Stands at the end of the line, such as a button that shows a secret. */
	end?: ReactNode;
}

/** One line of text with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, end, className, ...rest }: Props) {
	const id = useId();
	const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
	return (
		<div className={className}>
			<label htmlFor={id} className="mb-1.5 block font-medium">
				{label}
			</label>
			<div className="relative">
				<input
					{...rest}
					id={id}
					aria-invalid={error ? true : undefined}
					aria-describedby={told || undefined}
					className={classes(inputClasses, Boolean(end) && "pe-20")}
				/>
				{end && <div className="absolute inset-y-0 end-1 flex items-center">{end}</div>}
			</div>
			{hint && (
				<p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
					<bdi>{hint}</bdi>
				</p>
			)}
			<FieldError id={`${id}-error`} error={error} />
		</div>
	);
}
