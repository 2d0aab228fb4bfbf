interface Props {
	label: string;
	/** 0 to 100; null: it goes on, and nobody knows how far it is. */
	value: number | null;
	className?: string;
}

/** How far something is. Screen readers hear of stages elsewhere, not of every percent. */
export function Progress({ label, value, className = "" }: Props) {
	const known = value === null ? {} : { "aria-valuenow": Math.round(value) };
	return (
		<div
			role="progressbar"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			{...known}
			className={`h-1 overflow-hidden rounded-full bg-line ${className}`}
		>
			<div
				className={`h-full origin-left rounded-full bg-accent transition-transform duration-300 rtl:origin-right ${value === null ? "animate-pulse" : ""}`}
				style={{ transform: `scaleX(${(value ?? 100) / 100})` }}
			/>
		</div>
	);
}
