// Who follows the pen in the browser: nobody, or the picture of the network (live/). No DOM.

let follower = null;

/** follower: isFollowing(), whether it does so now; moved(layers), the pen has moved; inked({ board, drawing, sequence }),
 * the drawing that is sent; answered({ board, answered, finding }), what the server says of the last drawing it knows. */
export const follow = (one) => (follower = one);

/** The one that follows now, or null. */
export const followerNow = () => (follower?.isFollowing() ? follower : null);
