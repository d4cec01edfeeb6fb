// What people type into the search of the console, and the requests of a customer's page.
import { nameOf, phoneOf } from './names.mjs';

const kinds = [
  (number) => phoneOf(number), // as somebody calls
  (number) => phoneOf(number).slice(-4), // "my number ends with"
  (number) => `p-${number}`, // from an order of the shop
  (number) => nameOf(number), // the whole name
  (number) => nameOf(number).slice(0, 2), // its beginning, which thousands share
  (number) => nameOf(number).slice(1, 3), // its end
];

/** `count` searches over a company of so many people; every kind as often as the others. */
export const searches = (people, count) =>
  Array.from({ length: count }, (_, i) => kinds[i % kinds.length](Math.floor(Math.random() * people)));

/** What a browser asks when it opens a customer, beyond what it knows already from other pages. */
export const pageOf = (id) => [
  `/api/customers/${id}`,
  `/api/customers/${id}/identity`,
  `/api/customers/${id}/timeline/extent`,
  `/api/customers/${id}/timeline?limit=40`,
  `/api/customers/${id}/advice`,
  `/api/tasks?customer_id=${id}&limit=50`,
  `/api/leads?customer_id=${id}&limit=50`,
  `/api/customers/${id}/life_cycle`,
  `/api/coupons?customer_id=${id}&limit=50`,
  `/api/points?customer_id=${id}&limit=4`,
  `/api/customers/${id}/assets`,
  `/api/customers/${id}/marks`,
  `/api/customers/${id}/relations`,
  `/api/customers/${id}/documents?limit=8`,
  `/api/customers/${id}/team`,
];
