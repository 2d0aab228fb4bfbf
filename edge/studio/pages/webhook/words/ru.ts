import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Все вебхуки",
	test: "Отправить тест",
	test_sent: "Тест отправлен",
	pause: "Приостановить",
	resume: "Возобновить",
	paused: "Приостановлен. События хранятся три дня.",
	rotate: "Новый секрет",
	rotate_text: "Прежний действует ещё 24 часа, чтобы сервер успел перейти.",
	delete: "Удалить",
	delete_text: "С этого момента ничего не отправляется, доставки удаляются.",
	keep: "Оставить",
	deliveries: "Доставки",
	none_title: "Пока ничего не отправлено",
	none_text: "Отправьте тест или запустите задание.",
	delivered: "Доставлено",
	pending: "Ожидает",
	failed: "Прекращено",
	attempts: { one: "{n} попытка", few: "{n} попытки", many: "{n} попыток", other: "{n} попытки" },
	next: "снова {time}",
	replay: "Отправить снова",
	replayed: "Отправлено снова",
	more: "Показать ещё",
	status: "ответ {n}",
});
