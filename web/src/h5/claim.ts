import { api, newKey } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { Schema } from '@/api/types';
import { formatDate, formatMoney } from '@/ui/format';
import type { Locale } from '@/ui/format';
import { qrPath } from '@/ui/qr';
import './claim.css';
import { wordsOf } from './words';
import type { Word } from './words';

export type ClaimPage = Schema<'ClaimPage'>;
type ClaimedCoupon = Schema<'ClaimedCoupon'>;

/** How the visitor came: by a personal link, or by a placement's code. */
interface Way {
  token?: string;
  code?: string;
}

type Say = (word: Word, places?: Record<string, string>) => string;

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  for (const child of children) if (child !== null && child !== '') made.append(child);
  return made;
}

function qrOf(text: string, label: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const { path, side } = qrPath(text);
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'qr');
  svg.setAttribute('viewBox', `0 0 ${String(side)} ${String(side)}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const dark = document.createElementNS(space, 'path');
  dark.setAttribute('d', path);
  svg.append(dark);
  return svg;
}

function localeOf(page: ClaimPage): Locale {
  const { language, currency, currency_digits, time_zone } = page;
  return { language, currency, currency_digits, time_zone };
}

/** ¥20 rather than ¥20.00: the figure is the largest thing on the page. */
function shortMoney(minor: number, locale: Locale): string {
  return formatMoney(minor, locale, { whole: minor % 10 ** locale.currency_digits === 0 });
}

function held(coupon: ClaimedCoupon, page: ClaimPage, say: Say): (Node | string)[] {
  const locale = localeOf(page);
  const dates = {
    from: formatDate(coupon.usable_from, locale),
    until: formatDate(coupon.usable_until, locale),
  };
  if (coupon.state === 'redeemed') return [element('p', { className: 'state' }, say('redeemed'))];
  if (coupon.state === 'expired') return [element('p', { className: 'state' }, say('expired'))];
  return [
    element('p', { className: 'state', role: 'status' }, say('claimed')),
    page.person === '' ? '' : element('p', { className: 'fine' }, say('claimed_by', { person: page.person })),
    element('p', { className: 'fine' }, say('usable', dates)),
    element('p', { className: 'fine apart' }, say('show')),
    qrOf(coupon.code, say('show')),
    element('p', { className: 'code' }, coupon.code),
  ];
}

function closed(page: ClaimPage, say: Say): Node[] {
  const locale = localeOf(page);
  if (page.state === 'too_early' && page.starts_at) {
    const when = formatDate(page.starts_at, locale);
    return [
      element('p', { className: 'state' }, say('state_too_early')),
      element('p', { className: 'fine' }, say('starts', { when })),
    ];
  }
  const word = `state_${page.state}` as Word;
  return [element('p', { className: 'state' }, say(word)), element('p', { className: 'fine' }, say('later'))];
}

/** One button; before it a phone number where we do not know the visitor. */
function claimForm(page: ClaimPage, way: Way, say: Say, show: (page: ClaimPage) => void): HTMLElement {
  const key = newKey();
  const phone = element('input', {
    type: 'tel',
    inputMode: 'tel',
    autocomplete: 'tel',
    name: 'phone',
    required: true,
    maxLength: 40,
  });
  const wrong = element('p', { className: 'wrong', hidden: true });
  wrong.setAttribute('role', 'alert');
  const button = element('button', { className: 'main', type: 'submit' }, say('claim'));
  const complain = (text: string, again: boolean) => {
    wrong.hidden = false;
    wrong.textContent = text;
    button.disabled = false;
    button.textContent = say(again ? 'again' : 'claim');
  };
  const claim = async () => {
    button.disabled = true;
    button.textContent = say('claiming');
    wrong.hidden = true;
    const number = phone.value.trim();
    try {
      const body = page.asks_phone ? { ...way, phone: number } : way;
      // The key belongs to this number: a lost answer is asked for again, another number is another claim.
      show(
        await api.post<ClaimPage>('/api/h5/claim', body, {
          idempotencyKey: `${key}-${number.replace(/\W/g, '')}`,
        }),
      );
    } catch (error) {
      const problem = asProblem(error);
      const badPhone = problem.code === 'customer.bad_identity' || problem.code === 'scene.phone_needed';
      if (badPhone) complain(say('phone_wrong'), false);
      else if (problem.status === 429) complain(say('too_many'), true);
      else complain(problem.isUncertain ? say('failed') : problem.message, true);
    }
  };
  const form = element('form', { noValidate: true }, wrong);
  if (page.asks_phone) {
    form.append(
      element('label', {}, say('phone'), phone),
      element('p', { className: 'fine hint' }, say('phone_hint')),
    );
  }
  form.append(button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (page.asks_phone && phone.value.replace(/\D/g, '').length < 5)
      return complain(say('phone_wrong'), false);
    void claim();
  });
  return form;
}

function stopLine(token: string, say: Say): HTMLElement {
  const line = element('p', { className: 'stop' });
  const button = element('button', { type: 'button' }, say('stop'));
  button.addEventListener('click', () => {
    button.disabled = true;
    api.post('/api/h5/unsubscribe', { token }).then(
      () => line.replaceChildren(say('stopped')),
      () => {
        button.disabled = false;
      },
    );
  });
  line.append(button);
  return line;
}

/** Draws the page: the organisation's colour, one figure, one button. */
export function draw(root: HTMLElement, page: ClaimPage, way: Way): void {
  const say = wordsOf(page.language);
  const locale = localeOf(page);
  document.documentElement.lang = page.language;
  document.title = page.campaign || page.company;
  if (page.brand_color && /^#[0-9a-f]{6}$/i.test(page.brand_color)) {
    document.documentElement.style.setProperty('--brand', page.brand_color);
  }
  const again = (next: ClaimPage) => draw(root, next, way);
  const open = page.state === 'open';
  const ticket = element('section', { className: 'ticket' });
  const shown = page.coupon_name !== '' && page.state !== 'not_offered';
  if (shown) {
    const threshold =
      page.threshold > 0
        ? say('threshold', { amount: shortMoney(page.threshold, locale) })
        : say('no_threshold');
    ticket.append(
      page.person === '' || !open
        ? ''
        : element('p', { className: 'for' }, say('for_person', { person: page.person })),
      element('p', { className: 'value' }, shortMoney(page.face_value, locale)),
      element('p', { className: 'name' }, page.coupon_name),
      element('p', { className: 'fine' }, threshold),
      element('div', { className: 'tear' }),
    );
  }
  if (page.coupon) ticket.append(...held(page.coupon, page, say));
  else if (open) ticket.append(claimForm(page, way, say, again));
  else ticket.append(...closed(page, say));
  if (open && page.ends_at) {
    const when = formatDate(page.ends_at, locale);
    ticket.append(element('p', { className: 'fine apart' }, say('until', { when })));
  }
  root.replaceChildren(
    element('header', { className: 'company' }, page.company, element('h1', {}, page.campaign)),
    ticket,
    page.text === '' ? '' : element('p', { className: 'text' }, page.text),
    way.token === undefined ? '' : stopLine(way.token, say),
  );
}

/** The link was wrong, or the server could not be reached. */
function drawFailure(root: HTMLElement, error: unknown, retry: () => void): void {
  const say = wordsOf(navigator.language);
  const problem = asProblem(error);
  const ticket = element('section', { className: 'ticket alone' });
  if (problem.isUncertain) {
    const button = element('button', { className: 'main', type: 'button', onclick: retry }, say('again'));
    ticket.append(
      element('p', { className: 'state' }, say('failed')),
      element('div', { className: 'tear' }),
      button,
    );
  } else {
    ticket.append(
      element('p', { className: 'state' }, say('bad_link')),
      element('p', { className: 'fine' }, say('bad_link_hint')),
    );
  }
  root.replaceChildren(ticket);
}

export async function start(root: HTMLElement, search: string): Promise<void> {
  const asked = new URLSearchParams(search);
  const token = asked.get('token') ?? undefined;
  const code = asked.get('code') ?? undefined;
  const way: Way = token !== undefined ? { token } : { ...(code === undefined ? {} : { code }) };
  root.replaceChildren(element('div', { className: 'wait' }));
  try {
    draw(root, await api.get<ClaimPage>('/api/h5/claim', { query: { ...way } }), way);
  } catch (error) {
    drawFailure(root, error, () => void start(root, search));
  }
}

const root = document.getElementById('claim');
if (root !== null) void start(root, window.location.search);
