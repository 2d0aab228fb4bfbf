import type { ComponentProps } from "react";
import { classes } from "../class-names.ts";
import { Icon, type IconName } from "../icon.tsx";

const LOOKS = {
	primary: "bg-accent text-on-accent hover:brightness-110 active:brightness-95",
	plain: "bg-sheet text-ink border border-line hover:bg-raised",
	quiet: "text-muted hover:bg-raised hover:text-ink",
	danger: "border border-line bg-sheet text-bad hover:bg-raised",
} as const;
export type ButtonLook = keyof typeof LOOKS;

/** What a button looks like, for a link that stands where a button would. */
export function buttonClasses(look: ButtonLook = "plain"): string {
	return classes(
		"inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 font-medium transition select-none",
		"disabled:opacity-50 disabled:hover:brightness-100",
		LOOKS[look],
	);
}

interface Props extends ComponentProps<"button"> {
	look?: ButtonLook;
	icon?: IconName;
	/** It is being done: the button keeps its words and takes no second press. */
	busy?: boolean;
}

export function Button({
	look = "plain",
	icon,
	busy = false,
	className,
	children,
	disabled,
	...rest
}: Props) {
	return (
		<button
			type="button"
			{...rest}
			disabled={disabled || busy}
			aria-busy={busy || undefined}
			className={classes(buttonClasses(look), className)}
		>
			{icon && <Icon name={icon} className="size-4.5" />}
			{children}
		</button>
	);
}

/** What a button of an icon alone looks like, for a link that stands where one would. */
export const iconButtonClasses =
	"inline-grid size-10 place-items-center rounded-lg text-muted transition hover:bg-raised hover:text-ink";

/** A button of an icon alone; `label` is what screen readers say and a pointer is told. */
export function IconButton({
	label,
	icon,
	className,
	...rest
}: ComponentProps<"button"> & { label: string; icon: IconName }) {
	return (
		<button
			type="button"
			{...rest}
			aria-label={label}
			title={label}
			className={classes(iconButtonClasses, className)}
		>
			<Icon name={icon} />
		</button>
	);
}
