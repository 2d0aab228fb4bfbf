import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Машины, очередь к ним и их стоимость.",
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
