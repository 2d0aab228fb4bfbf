import { useMemo } from "react";
import { directionOf, type Locale } from "./locale.ts";
import { useLanguage } from "./words.tsx";

/** Numbers, money and times as the language writes them. */
export interface Format {
	number(value: number): string;
	/** Of millionths of a US dollar. */
	money(microUsd: number): string;
	/** Of milliseconds: hours, minutes and seconds. */
	duration(ms: number): string;
	/** Of a time in RFC 3339: day and time of day. */
	moment(time: string): string;
	/** Of a time in RFC 3339: time of day, with seconds. */
	clock(time: string): string;
	/** How long ago a time in RFC 3339 was at `now` (milliseconds). */
	ago(time: string, now: number): string;
	/** Of 0 to 100. */
	percent(value: number): string;
	/** Of bytes: kilobytes, or megabytes. */
	bytes(bytes: number): string;
}

const KILO = 1000;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

export function formatIn(locale: Locale): Format {
	const number = new Intl.NumberFormat(locale);
	// Among Arabic words the sign of “US$” would come before its letters.
	const fromRight = directionOf(locale) === "rtl";
	const isolated = (text: string) => (fromRight ? `\u2066${text}\u2069` : text);
	// Plots are drawn from left to right: there the sign would come after the amount, and before it in the text around.
	const asRead = (text: string) => (fromRight ? `\u2067${text}\u2069` : text);
	const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
	const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
	const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
	const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
	const unit = (name: string) =>
		new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" });
	const [hours, minutes, seconds] = [unit("hour"), unit("minute"), unit("second")];
	return {
		number: (value) => number.format(value),
		money: (microUsd) => {
			const usd = microUsd / 1_000_000;
			// What costs less than a cent still costs something.
			const digits = usd !== 0 && Math.abs(usd) < 0.1 ? 4 : 2;
			const parts = new Intl.NumberFormat(locale, {
				...{ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" },
				...{ minimumFractionDigits: 2, maximumFractionDigits: digits },
			}).formatToParts(usd);
			return asRead(parts.map(({ type, value }) => (type === "currency" ? isolated(value) : value)).join(""));
		},
		duration: (ms) => {
			const all = Math.max(0, Math.round(ms / 1000));
			const [h, m, s] = [Math.floor(all / HOUR_S), Math.floor((all % HOUR_S) / MINUTE_S), all % MINUTE_S];
			if (h > 0) return `${hours.format(h)} ${minutes.format(m)}`;
			return m > 0 ? `${minutes.format(m)} ${seconds.format(s)}` : seconds.format(s);
		},
		moment: (time) => moment.format(new Date(time)),
		clock: (time) => clock.format(new Date(time)),
		ago: (time, now) => {
			const past = Math.round((Date.parse(time) - now) / 1000);
			const size = Math.abs(past);
			if (size < MINUTE_S) return ago.format(0, "second");
			if (size < HOUR_S) return ago.format(Math.trunc(past / MINUTE_S), "minute");
			if (size < DAY_S) return ago.format(Math.trunc(past / HOUR_S), "hour");
			return ago.format(Math.trunc(past / DAY_S), "day");
		},
		percent: (value) => percent.format(value / 100),
		bytes: (bytes) => {
			const whole = bytes < KILO ** 2 ? "kilobyte" : "megabyte";
			const value = bytes / (whole === "kilobyte" ? KILO : KILO ** 2);
			return new Intl.NumberFormat(locale, {
				...{ style: "unit", unit: whole, unitDisplay: "short" },
				maximumFractionDigits: value < 10 ? 1 : 0,
			}).format(value);
		},
	};
}

export function useFormat(): Format {
	const { locale } = useLanguage();
	return useMemo(() => formatIn(locale), [locale]);
}
