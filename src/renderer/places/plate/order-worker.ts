import { type OrderReply, type OrderRequest, orderOf } from '../../logic/nucleus-table'

/** Filters and sorts a million rows away from the page's thread. */
self.onmessage = ({ data }: MessageEvent<OrderRequest>) => {
  const order = orderOf(data)
  const reply: OrderReply = { id: data.id, order }
  self.postMessage(reply, { transfer: [order.buffer] })
}
