import { expect, it } from 'vitest';
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { open } from '@/testing/open';
import { ClockInput, typedClock } from './ClockInput';

it('understands a time of day as people type it', () => {
  expect(['7', '730', '7:30', '07.30', ' 22:05 '].map(typedClock)).toEqual([
    '07:00',
    '07:30',
    '07:30',
    '07:30',
    '22:05',
  ]);
  expect(['24:00', '7:60', 'noon', ''].map(typedClock)).toEqual([undefined, undefined, undefined, undefined]);
});

function Held() {
  const [clock, setClock] = useState('23:55');
  return (
    <>
      <ClockInput value={clock} onChange={setClock} />
      <output>{clock}</output>
    </>
  );
}

it('keeps what it had where no time was typed, and goes past midnight with an arrow', async () => {
  const { user } = await open(<Held />);
  const field = await screen.findByRole('textbox');
  await user.clear(field);
  await user.type(field, '9999');
  await user.tab();
  expect(screen.getByRole('status')).toHaveTextContent('23:55');
  await user.type(field, '{ArrowUp}');
  expect(screen.getByRole('status')).toHaveTextContent('00:00');
});
