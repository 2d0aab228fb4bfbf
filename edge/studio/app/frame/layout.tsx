import { type ReactNode, useMemo, useState } from "react";
import { classes } from "../../ui/class-names.ts";
import { Dialog } from "../../ui/dialog/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { useLanguage } from "../../words/words.tsx";
import { Link, useRouter } from "../routing/router.tsx";
import { menuOf, routeOf, startOf } from "../routing/routes.ts";
import { Settings } from "../session/settings.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { MenuCount } from "./menu-count.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { useShortcuts } from "./shortcuts.ts";

/** Entries of the bar at the lower edge of a phone; the others are behind its last button. */
const IN_BAR = 4;

/** What stands around every page: the menu at the side, or at the lower edge of a phone. */
export function Layout({ isOperator, children }: { isOperator: boolean; children: ReactNode }) {
	const say = shell.use();
	const { go } = useRouter();
	const menu = menuOf(isOperator);
	const [open, setOpen] = useState<"more" | "shortcuts" | null>(null);
	const close = () => setOpen(null);
	const shortcuts = useMemo(
		() => ({
			"?": () => setOpen("shortcuts"),
			...Object.fromEntries(
				menuOf(isOperator).map(({ path, menu }) => [`g ${menu.shortcut}`, () => go(path)]),
			),
		}),
		[go, isOperator],
	);
	useShortcuts(shortcuts);
	return (
		<div className="md:grid md:grid-cols-[16rem_1fr]">
			<a
				href="#content"
				className="sr-only z-50 rounded-lg bg-accent text-on-accent focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:px-4 focus:py-2"
			>
				{say("skip")}
			</a>
			<aside className="sticky top-0 hidden h-dvh flex-col border-e border-line bg-sheet px-4 py-6 md:flex">
				<Mark to={startOf(isOperator)} />
				{isOperator && <OperatorBadge />}
				<nav aria-label={say("menu")} className="mt-6 flex flex-1 flex-col gap-0.5 overflow-y-auto">
					{menu.map((route) => (
						<MenuLink key={route.path} route={route} />
					))}
				</nav>
				<div className="pt-4">
					<Settings bare onShortcuts={() => setOpen("shortcuts")} />
				</div>
			</aside>
			<div className="flex min-h-dvh min-w-0 flex-col">
				<ConnectionBanner />
				<main
					id="content"
					tabIndex={-1}
					className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 outline-none sm:px-8 md:py-10"
				>
					{isOperator && (
						<div className="mb-3 md:hidden">
							<OperatorBadge />
						</div>
					)}
					{children}
				</main>
			</div>
			<nav
				aria-label={say("menu")}
				className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-sheet pb-[env(safe-area-inset-bottom)] md:hidden"
			>
				{menu.slice(0, IN_BAR).map((route) => (
					<MenuLink key={route.path} route={route} inBar />
				))}
				<button
					type="button"
					onClick={() => setOpen("more")}
					aria-haspopup="dialog"
					className="flex min-h-15 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-muted"
				>
					<Icon name="more" />
					{say("more")}
				</button>
			</nav>
			<Dialog drawer open={open === "more"} onClose={close} title={say("more")}>
				<div className="mb-5 grid gap-1 empty:hidden">
					{menu.slice(IN_BAR).map((route) => (
						<MenuLink key={route.path} route={route} onFollow={close} />
					))}
				</div>
				<Settings onShortcuts={() => setOpen("shortcuts")} />
			</Dialog>
			<ShortcutSheet menu={menu} open={open === "shortcuts"} onClose={close} />
		</div>
	);
}

/** Says that what is done here is done as the operator, for everybody. */
function OperatorBadge() {
	const say = shell.use();
	return (
		<span
			title={say("operator_hint")}
			className="mt-3 inline-flex items-center gap-1.5 self-start rounded-full border border-warn px-2.5 py-0.5 text-xs font-medium text-warn"
		>
			{say("operator")}
		</span>
	);
}

/** The name of the product, which leads to the start. */
function Mark({ to }: { to: string }) {
	return (
		<Link
			to={to}
			className="flex items-center gap-2.5 self-start rounded-lg px-2 text-lg font-semibold tracking-tight"
		>
			<span className="grid size-7 place-items-center rounded-full border-[3px] border-accent">
				<span className="size-2 rounded-full bg-accent" />
			</span>
			Darkroom
		</Link>
	);
}

interface MenuLinkProps {
	route: ReturnType<typeof menuOf>[number];
	inBar?: boolean;
	onFollow?(): void;
}

function MenuLink({ route, inBar = false, onFollow }: MenuLinkProps) {
	const { locale } = useLanguage();
	const { path } = useRouter();
	const at = routeOf(path)?.route.within ?? path;
	const here = at === route.path || at.startsWith(`${route.path}/`);
	return (
		<Link
			to={route.path}
			onClick={onFollow}
			aria-current={here ? "page" : undefined}
			className={classes(
				inBar
					? "flex min-h-15 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs"
					: "flex min-h-10 items-center gap-3 rounded-lg px-3 font-medium transition md:min-h-9",
				here ? "text-ink" : "text-muted hover:text-ink",
				!inBar && (here ? "bg-raised" : "hover:bg-raised"),
			)}
		>
			<Icon name={route.menu.icon} className={classes("size-5", here && "text-accent")} />
			<span className="max-w-full truncate">{route.title[locale]}</span>
			{route.menu.count && <MenuCount path={route.path} count={route.menu.count} />}
		</Link>
	);
}
