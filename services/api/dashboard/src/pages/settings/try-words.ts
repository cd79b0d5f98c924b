import { inBoth } from "../../i18n/page-words";

export const TRY_WORDS = inBoth(
  {
    test: "Test",
    asking: "Asking…",
    of: { openrouter: "model provider", telegram: "Telegram", tinvest: "T-Invest" },
    took: (ms: string) => `${ms} ms`,
    code: {
      ok: "The key works",
      no_key: "No key yet",
      key_refused: "The provider refuses the key: copy it again",
      address_refused: "The stored address must not be asked: correct it",
      unreachable: "Nobody answers at the address: check the network and the address",
      untrusted_certificate: "The provider's certificate is not trusted here",
      timed_out: "The provider did not answer in time: try again",
      rate_limited: "The provider was asked too often: try again later",
      unexpected_answer: "Something else answers there: check the address",
      stored_value_unreadable: "What is stored cannot be read: store it again",
    },
  },
  {
    test: "Проверить",
    asking: "Спрашиваем…",
    of: { openrouter: "провайдер моделей", telegram: "Telegram", tinvest: "T-Invest" },
    took: (ms) => `${ms} мс`,
    code: {
      ok: "Ключ работает",
      no_key: "Ключа ещё нет",
      key_refused: "Провайдер не принимает ключ: скопируйте его ещё раз",
      address_refused: "По сохранённому адресу обращаться нельзя: исправьте его",
      unreachable: "По адресу никто не отвечает: проверьте сеть и адрес",
      untrusted_certificate: "Сертификату провайдера здесь не доверяют",
      timed_out: "Провайдер не ответил вовремя: попробуйте ещё раз",
      rate_limited: "Провайдера спрашивали слишком часто: попробуйте позже",
      unexpected_answer: "По адресу отвечает что-то другое: проверьте адрес",
      stored_value_unreadable: "Сохранённое не читается: сохраните заново",
    },
  },
);
