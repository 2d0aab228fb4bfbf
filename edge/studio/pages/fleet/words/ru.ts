import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Машины, очередь к ним и их стоимость.",
	gate: "Для того, кто управляет этим Darkroom",
	gate_text:
		"Парк не принадлежит ни одному аккаунту: нужен ключ оператора. Он хранится до закрытия страницы и нигде не записывается.",
	key: "Ключ оператора",
	open: "Открыть парк",
	wrong_key: "Это не ключ оператора.",
	workers: "Воркеры",
	waiting: "Задачи в очереди",
	held: "Задачи в работе",
	busy: "GPU заняты",
	spend: "Потрачено всего",
	queue_plot: "Задачи в очереди и в работе с открытия страницы",
	busy_plot: "Доля занятых GPU с открытия страницы",
	pool: "Пул",
	idle: "Свободен",
	working: "Работает",
	draining: "Завершает",
	gone: "Ушёл {time}",
	drain: "Вывести",
	drain_title: "Вывести {name}?",
	drain_text: "Он закончит начатое и не возьмёт нового.",
	keep: "Оставить",
	emulated: "эмуляция",
	none_title: "Воркеров пока нет",
	none_text: "Запустите рядом с ComfyUI командой npm run worker.",
});
